package io.redfire.server.right;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How often a user, and all users of a room together, let something stand in the rooms' logs:
 * messages, edits, erasures, reactions, pins, and changes of members and rules. Thread-safe; never
 * blocks.
 *
 * <p>Where Redis does not tell, it is granted: nothing can be appended then anyway.
 */
public final class SendRates {
  private static final CompletableFuture<Duration> GRANTED =
      CompletableFuture.completedFuture(Duration.ZERO);

  private final RateLimits rates;
  private final LimitSettings limits;

  /** Keeps to these limits. */
  public SendRates(RateLimits rates, LimitSettings limits) {
    this.rates = rates;
    this.limits = limits;
  }

  /** Whether there is a limit at all. */
  public boolean isLimited() {
    return limits.sendsPerUser().isPresent() || limits.sendsPerRoom().isPresent();
  }

  /**
   * Counts one.
   *
   * @return ends with a {@link Problem} where it is too often, which names the room where that has
   *     too many
   */
  public CompletableFuture<Duration> count(UserName user, RoomName room) {
    return countAlone(user)
        .thenCompose(
            granted ->
                within(
                    limits.sendsPerRoom(),
                    () -> RateKey.ofRoom(room, "send"),
                    wait ->
                        Problem.tooOften("messages in one room", wait).with("room", room.value())));
  }

  /** As {@link #count}, of what must not wait for what others do in the room. */
  public CompletableFuture<Duration> countAlone(UserName user) {
    return within(
        limits.sendsPerUser(),
        () -> RateKey.ofUser(user, "send"),
        wait -> Problem.tooOften("messages of one user", wait));
  }

  private CompletableFuture<Duration> within(
      Optional<Rate> rate, Supplier<RateKey> key, Function<Duration, Problem> refusal) {
    if (rate.isEmpty()) {
      return GRANTED;
    }
    return rates
        .take(key.get(), rate.get(), 1, RateLimits.Unreachable.ALLOW)
        .thenCompose(
            wait -> wait.isZero() ? GRANTED : CompletableFuture.failedFuture(refusal.apply(wait)));
  }
}
