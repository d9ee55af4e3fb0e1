package io.redfire.client;

import com.google.common.collect.Comparators;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt. Used on the client's own thread only.
 *
 * <p>Delays double from the first to the longest, give or take a half at random, so that the
 * clients of a dead node do not come back all at once. With several servers a delay grows only when
 * all of them have failed once more. What a server asked for is obeyed where it is longer, and a
 * little more at random: it asks the same of everyone.
 */
final class Backoff {
  private static final Duration MOST = Duration.ofDays(1);

  private final IntervalFunction intervals;
  private final Duration longest;
  private final int servers;
  private int failures;

  Backoff(Duration first, Duration longest, int servers) {
    this.intervals = IntervalFunction.ofExponentialRandomBackoff(first, 2.0, 0.5, longest);
    this.longest = longest;
    this.servers = servers;
  }

  void succeeded() {
    failures = 0;
  }

  Duration next(Optional<Duration> asked) {
    failures = Math.min(failures + 1, 30 * servers);
    int roundsFailed = Math.max(1, failures / servers);
    Duration own = Duration.ofMillis(intervals.apply(roundsFailed));
    own = own.compareTo(longest) > 0 ? longest : own;
    return asked.isPresent() && asked.get().compareTo(own) > 0 ? andMore(asked.get()) : own;
  }

  private static Duration andMore(Duration least) {
    long millis = Math.max(0, Comparators.min(least, MOST).toMillis());
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
  }

  /** A duration, give or take a half at random; never more than a day and a half. */
  static Duration jittered(Duration about) {
    long millis = Math.max(0, Comparators.min(about, MOST).toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
  }
}
