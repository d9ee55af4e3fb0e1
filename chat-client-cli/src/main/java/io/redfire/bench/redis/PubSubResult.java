package io.redfire.bench.redis;

import org.HdrHistogram.Histogram;

/**
 * What the measurement of pub/sub gave.
 *
 * @param messages delivered inside the window
 * @param lost published and not delivered
 * @param repeated delivered more than once, or after a later one
 * @param latencies nanoseconds, from when each was due
 */
public record PubSubResult(
    long messages, long lost, long repeated, double seconds, Histogram latencies) {
  /** Messages a second. */
  public double perSecond() {
    return messages / seconds;
  }
}
