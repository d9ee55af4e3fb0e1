package io.redfire.core.redis.log;

import io.redfire.core.redis.Backoff;
import java.util.concurrent.TimeUnit;

/** A rest after failures, longer after each. For one thread. */
final class Pause {
  private int failures;
  private long until;

  boolean isOver() {
    return failures == 0 || System.nanoTime() - until >= 0;
  }

  /** Begins anew, one failure longer. */
  void lengthen() {
    failures++;
    until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Backoff.millis(failures));
  }

  /** It went well again. */
  void reset() {
    failures = 0;
  }
}
