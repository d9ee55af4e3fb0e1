package io.redfire.bench.redis;

import org.HdrHistogram.Histogram;

/**
 * What one measurement of appends gave.
 *
 * @param batch messages in one call
 * @param outstanding messages under way at once
 * @param misplaced messages that do not stand where they should
 * @param latencies nanoseconds
 */
record AppendResult(
    int batch,
    int outstanding,
    long messages,
    long misplaced,
    double seconds,
    Histogram latencies) {}
