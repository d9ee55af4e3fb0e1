package io.redfire.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a load has shown. Immutable.
 *
 * @param plan what was asked for
 * @param connections TCP connections that were opened
 * @param sends acknowledged within the window
 * @param deliveries that came within the window
 * @param sentTotal acknowledged in the whole run
 * @param deliveredTotal deliveries of the whole run
 * @param unsent sends that were due at the rate and did not go, as too many were unanswered
 * @param acknowledged latencies in nanoseconds of sends that were due within the window
 * @param delivered latencies in nanoseconds of deliveries of those
 * @param faults what was wrong with deliveries
 * @param errors how often each other thing went wrong
 * @param traffic bytes on the wire
 */
public record LoadReport(
    LoadPlan plan,
    int connections,
    long sends,
    long deliveries,
    long sentTotal,
    long deliveredTotal,
    long unsent,
    Histogram acknowledged,
    Histogram delivered,
    Faults faults,
    Map<String, Long> errors,
    Traffic traffic) {

  /**
   * Bytes of gRPC messages over the whole run.
   *
   * @param senderOut from senders to servers
   * @param senderIn from servers to senders
   * @param memberOut from members to servers
   * @param memberIn from servers to members
   */
  public record Traffic(long senderOut, long senderIn, long memberOut, long memberIn) {}

  /** Sends per second. */
  public double sendsPerSecond() {
    return sends / seconds();
  }

  /** Deliveries per second. */
  public double deliveriesPerSecond() {
    return deliveries / seconds();
  }

  /** True if each send was accepted and each delivery came once and in order. */
  public boolean isFlawless() {
    return errors.isEmpty() && faults.sum() == 0;
  }

  private double seconds() {
    return plan.duration().toNanos() / 1e9;
  }
}
