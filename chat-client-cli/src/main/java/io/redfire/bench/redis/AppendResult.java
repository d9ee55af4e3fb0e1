package io.redfire.bench.redis;

import org.HdrHistogram.Histogram;

/**
 * What one measurement of appends gave.
 *
 * @param batch messages in one call
 * @param outstanding messages under way at once
 * @param messages appended inside the window
 * @param misplaced messages that do not stand where they should
 * @param latencies nanoseconds from the call's way out to its answer, for each message
 */
public record AppendResult(
    int batch,
    int outstanding,
    long messages,
    long misplaced,
    double seconds,
    Histogram latencies) {
  /** Messages a second. */
  public double perSecond() {
    return messages / seconds;
  }
}
