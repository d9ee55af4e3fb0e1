package io.redfire.client;

import com.google.common.collect.Comparators;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How fast messages may go out, all or those to one room. Used on the client's own thread only.
 *
 * <p>As many at once as the server takes, until it refuses one since too many came. Then nothing
 * goes out until the time has passed that it asked for, and a little more at random, so that the
 * writers of a crowded room do not come back all at once. After that it begins with one message,
 * and lets one more go at once for each that is accepted: what is refused has to be sent again, and
 * a whole window of it would be refused each time.
 */
final class Pace {
  /** A server that asks for less would be asked all the time. */
  private static final Duration SHORTEST = Duration.ofMillis(20);

  private static final Duration LONGEST = Duration.ofDays(1);

  private final LongSupplier nanoTime;
  private int window = Integer.MAX_VALUE;
  private long pausedUntil;
  private boolean paused;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How many messages may be unanswered now, where the server takes so many. */
  int most(int serverTakes) {
    return rest().isZero() ? Math.min(window, serverTakes) : 0;
  }

  /** How long the pause goes on; zero where there is none. */
  Duration rest() {
    long left = pausedUntil - nanoTime.getAsLong();
    paused &= left > 0;
    return paused ? Duration.ofNanos(left) : Duration.ZERO;
  }

  /** A message was refused, to be sent again after that time or later. */
  void refused(Duration wait) {
    long nanos = Comparators.max(SHORTEST, Comparators.min(LONGEST, wait)).toNanos();
    long until = nanoTime.getAsLong() + nanos + ThreadLocalRandom.current().nextLong(nanos / 4 + 1);
    pausedUntil = rest().isZero() ? until : Math.max(pausedUntil, until);
    paused = true;
    window = 1;
  }

  /** A message was accepted. */
  void accepted() {
    if (window < Integer.MAX_VALUE && rest().isZero()) {
      window++;
    }
  }
}
