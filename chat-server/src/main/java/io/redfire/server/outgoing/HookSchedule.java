package io.redfire.server.outgoing;

import io.redfire.core.bot.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When an outgoing webhook posts again after a failure. Immutable.
 *
 * @param first how long it waits at least after the first one
 * @param longest how long it waits at most, whatever the receiver wants
 * @param patience after so long without a post that was taken it is disabled
 */
public record HookSchedule(Duration first, Duration longest, Duration patience) {
  /** That of the product. */
  public static final HookSchedule USUAL =
      new HookSchedule(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(5));

  private static final int MOST_DOUBLINGS = 24;

  /**
   * How long to wait: once to twice the first time, then twice as long each time, at random so that
   * receivers that were away together are not asked together; no less than the receiver wants.
   *
   * @param failures how many there were before this one
   */
  Duration pause(int failures, Duration wanted) {
    long doubled = (2 * first.toMillis()) << Math.min(failures, MOST_DOUBLINGS);
    long most = Math.min(longest.toMillis(), doubled);
    long own = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    return Duration.ofMillis(Math.max(own, Math.min(wanted.toMillis(), longest.toMillis())));
  }

  /** How one stands after a failure. */
  Delivery failed(Delivery delivery, Duration wanted, Instant now, String why) {
    Instant since = delivery.failingSince().orElse(now);
    return Duration.between(since, now).compareTo(patience) > 0
        ? delivery.disabled(why)
        : delivery.failed(now.plus(pause(delivery.failures(), wanted)), now, why);
  }
}
