package io.redfire.bench.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and how. An immutable value.
 *
 * @param what one run each, in this order
 * @param rooms rooms that are appended to, in turn
 * @param connections connections that append, each to its own rooms
 * @param outstanding messages under way at once, at most, of all connections together
 * @param batches messages in one call of the script; one run of appends for each
 * @param size bytes of a message's text, or of what is published
 * @param rate publishes a second; 0 for as many as are delivered
 * @param warmUp how long each run goes on before it counts
 * @param duration how long it counts
 */
public record RedisBenchPlan(
    Set<Part> what,
    int rooms,
    int connections,
    int outstanding,
    List<Integer> batches,
    int size,
    double rate,
    Duration warmUp,
    Duration duration) {

  /** What can be measured. */
  public enum Part {
    /** The append script. */
    APPENDS,
    /** PUBLISH to SUBSCRIBE. */
    PUBSUB
  }
}
