package io.redfire.core.redis;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How long to wait before trying again: doubling, with jitter, so that nodes do not come in step.
 */
public final class Backoff {
  private static final IntervalFunction WAIT =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(10), 2, 0.5, Duration.ofMillis(500));

  private Backoff() {}

  /** How long to wait before the attempt after the given one, from 1. */
  public static long millis(int attempt) {
    return WAIT.apply(attempt);
  }

  /** Waits so long. */
  public static void pause(int attempt) throws InterruptedException {
    Thread.sleep(millis(attempt));
  }
}
