package io.redfire.bench.redis;

import java.time.Duration;

/**
 * The time in which a run counts, between its warm-up and its end, as {@link System#nanoTime}. An
 * immutable value.
 */
record Window(long from, long to) {
  static Window fromNow(Duration warmUp, Duration duration) {
    long from = System.nanoTime() + warmUp.toNanos();
    return new Window(from, from + duration.toNanos());
  }

  boolean isOver(long now) {
    return now - to >= 0;
  }

  boolean holds(long moment) {
    return moment - from >= 0 && moment - to < 0;
  }

  double seconds() {
    return (to - from) / 1e9;
  }
}
