package io.redfire.core.redis;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How long to wait before trying again: doubling, with jitter, so that nodes do not come in step.
 */
final class Backoff {
  private static final IntervalFunction WAIT =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(10), 2, 0.5, Duration.ofMillis(500));

  private Backoff() {}

  /** Waits before the attempt after the given one, from 1. */
  static void pause(int attempt) throws InterruptedException {
    Thread.sleep(WAIT.apply(attempt));
  }
}
