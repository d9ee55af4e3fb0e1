package io.redfire.bench.redis;

import org.HdrHistogram.Histogram;

/**
 * What the measurement of pub/sub gave.
 *
 * @param rate publishes a second that were wanted; 0 for as many as are delivered
 * @param messages delivered inside the window
 * @param lost published and not delivered
 * @param repeated delivered more than once, or after a later one
 * @param latencies nanoseconds, from when it was due
 */
record PubSubResult(
    double rate, long messages, long lost, long repeated, double seconds, Histogram latencies) {}
