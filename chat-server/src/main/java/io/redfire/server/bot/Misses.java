package io.redfire.server.bot;

import java.time.Duration;
import java.time.Instant;

/** How many questions of a second found nothing. Thread-safe. */
final class Misses {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final int most;
  private Instant end = Instant.EPOCH;
  private int count;

  /**
   * Counts none yet.
   *
   * @param most how many there may be in a second
   */
  Misses(int most) {
    this.most = most;
  }

  /** How long until something may be asked; zero for now. */
  synchronized Duration wait(Instant now) {
    return count < most || isOver(now) ? Duration.ZERO : Duration.between(now, end);
  }

  /** A question found nothing. */
  synchronized void missed(Instant now) {
    if (isOver(now)) {
      end = now.plus(WINDOW);
      count = 0;
    }
    count++;
  }

  /** A clock that was put back must not stop it for long. */
  private boolean isOver(Instant now) {
    return !now.isBefore(end) || now.isBefore(end.minus(WINDOW));
  }
}
