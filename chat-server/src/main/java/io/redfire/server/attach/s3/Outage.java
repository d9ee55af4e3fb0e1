package io.redfire.server.attach.s3;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Remembers that a bucket is silent, so that nobody waits for what somebody waited for just before.
 * Thread-safe.
 *
 * <p>Now and then one caller finds out whether it answers again, and all others go without
 * meanwhile.
 */
final class Outage {
  /** Longer than it takes to find out, so that one thread at most is waiting for that. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private volatile boolean isOn;

  /** Guarded by this. */
  private long next;

  /**
   * None so far.
   *
   * @param nanoTime as {@link System#nanoTime} tells it
   */
  Outage(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Somebody waited for an answer, and none came. */
  void begin() {
    synchronized (this) {
      next = nanoTime.getAsLong() + PAUSE.toNanos();
    }
    isOn = true;
  }

  /**
   * Whether there is none, or none any more.
   *
   * @param answers finds it out, where it is time for that
   */
  boolean isOver(BooleanSupplier answers) {
    if (!isOn) {
      return true;
    }
    if (!isMyTurn()) {
      return false;
    }
    if (answers.getAsBoolean()) {
      isOn = false;
      return true;
    }
    begin();
    return false;
  }

  private synchronized boolean isMyTurn() {
    long now = nanoTime.getAsLong();
    if (now - next < 0) {
      return false;
    }
    next = now + PAUSE.toNanos();
    return true;
  }
}
