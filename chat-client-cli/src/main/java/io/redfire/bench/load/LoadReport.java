package io.redfire.bench.load;

import io.redfire.bench.check.Faults;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What a load has shown. Immutable.
 *
 * @param plan what was asked for
 * @param begun when
 * @param connections TCP connections that were opened
 * @param counts how much went through
 * @param acknowledged latencies in nanoseconds of sends that were due within the window
 * @param delivered latencies in nanoseconds of deliveries of those
 * @param faults what was wrong with deliveries
 * @param errors how often each other thing went wrong
 * @param traffic bytes on the wire
 * @param cost processor time within the window
 */
public record LoadReport(
    LoadPlan plan,
    Instant begun,
    int connections,
    Counts counts,
    Histogram acknowledged,
    Histogram delivered,
    Faults faults,
    Map<String, Long> errors,
    Traffic traffic,
    Cost cost) {

  /**
   * How much went through.
   *
   * @param sends acknowledged within the window
   * @param deliveries that came within the window
   * @param allSends acknowledged in the whole run
   * @param allDeliveries of the whole run
   * @param unsent sends that were due at the rate and did not go, as too many were unanswered
   */
  public record Counts(
      long sends, long deliveries, long allSends, long allDeliveries, long unsent) {}

  /**
   * Bytes of gRPC messages over the whole run.
   *
   * @param senderOut from senders to servers
   * @param senderIn from servers to senders
   * @param memberOut from members to servers
   * @param memberIn from servers to members
   */
  public record Traffic(long senderOut, long senderIn, long memberOut, long memberIn) {}

  /**
   * Seconds of processor time.
   *
   * @param servers of all servers; empty where their metrics do not tell
   * @param tool of the measuring process itself
   */
  public record Cost(OptionalDouble servers, double tool) {}

  /** Sends per second. */
  public double sendsPerSecond() {
    return counts.sends / seconds();
  }

  /** Deliveries per second. */
  public double deliveriesPerSecond() {
    return counts.deliveries / seconds();
  }

  /** True if each send was accepted and each delivery came once and in order. */
  public boolean isFlawless() {
    return errors.isEmpty() && faults.sum() == 0;
  }

  private double seconds() {
    return plan.duration().toNanos() / 1e9;
  }
}
