package io.redfire.core.rate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Decides whether something may be done once more now, for all nodes together. Thread-safe. */
public interface RateLimits {

  /** What to answer while nobody knows what the other nodes granted. */
  enum Unreachable {
    /** Grant it: for what cannot be done without Redis anyway, such as a message. */
    ALLOW,
    /**
     * Fail with UNAVAILABLE: for what must not be tried without a limit, such as a password. So all
     * nodes together keep to the token to such a limit.
     */
    REFUSE
  }

  /**
   * Takes tokens, or none at all where there are too few. Never blocks: what this node knows is
   * answered at once, and anything else within about a second.
   *
   * <p>Answers may come in another order than the questions, also for one key: who needs an order
   * keeps it. What is chained to an answer runs on the caller's thread or on one of the limits'
   * own, and must not block.
   *
   * @param rate as set; who asks by another rate asks another bucket
   * @param tokens how many, 1 to {@code rate.tokens()}
   * @param unreachable what to answer where Redis does not answer in time
   * @return zero if they were taken, else how long to wait before there are enough, at least 1 ms;
   *     or a {@link io.redfire.core.log.LogException} with {@code UNAVAILABLE}
   * @throws IllegalArgumentException if there can never be so many tokens
   */
  CompletableFuture<Duration> take(RateKey key, Rate rate, int tokens, Unreachable unreachable);

  /**
   * Takes the one turn in each period, for all nodes together. It belongs to what took it: asked
   * for again by the same id it is granted again, so that who failed after it can go on. Never
   * blocks, and answers as {@link #take} does.
   *
   * @param period 1 ms to {@link Rate#LONGEST}, in whole milliseconds
   * @param id of what wants the turn; no space in it
   * @return zero if the turn is that id's now, else how long until the next one
   */
  CompletableFuture<Duration> turn(
      RateKey key, Duration period, String id, Unreachable unreachable);
}
