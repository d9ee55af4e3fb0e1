package io.redfire.server.account;

import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.core.rate.RateLimits.Unreachable;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Counts how often somebody tries to log in or to register, over all nodes. Thread-safe; no call
 * waits. Where nobody can tell, the try fails: a password must not be tried without a limit.
 *
 * <p>This machine's own address has no limit, since behind a proxy all clients would share it.
 */
public final class Attempts {
  private static final CompletableFuture<Duration> FREE =
      CompletableFuture.completedFuture(Duration.ZERO);

  private final RateLimits limits;
  private final LimitSettings settings;

  /** Keeps to these limits. */
  public Attempts(RateLimits limits, LimitSettings settings) {
    this.limits = limits;
    this.settings = settings;
  }

  /**
   * Somebody tells a password of that account.
   *
   * @return ends with a {@link Problem} where it is too often
   */
  CompletableFuture<Duration> logIn(UserName user, Optional<ClientAddress> from) {
    return fromAddress(settings.logInsPerAddress(), from, "log-in", "log-ins from one address")
        .thenCompose(
            free ->
                take(
                    settings.logInsPerAccount(),
                    RateKey.ofUser(user, "log-in"),
                    "log-ins to one account"));
  }

  /**
   * Somebody who is in tells the account's password, to change it.
   *
   * @return ends with a {@link Problem} where it is too often
   */
  CompletableFuture<Duration> passwordChange(UserName user) {
    return take(
        settings.logInsPerAccount(),
        RateKey.ofUser(user, "password-change"),
        "tries to change one password");
  }

  /**
   * Somebody wants to make an account.
   *
   * @return ends with a {@link Problem} where it is too often
   */
  CompletableFuture<Duration> registration(Optional<ClientAddress> from) {
    return fromAddress(
        settings.registrationsPerAddress(),
        from,
        "registration",
        "tries to register from one address");
  }

  private CompletableFuture<Duration> fromAddress(
      Optional<Rate> rate, Optional<ClientAddress> from, String limit, String what) {
    return from.filter(address -> !address.isLoopback())
        .map(address -> take(rate, RateKey.ofAddress(address, limit), what))
        .orElse(FREE);
  }

  private CompletableFuture<Duration> take(Optional<Rate> rate, RateKey key, String what) {
    return rate.map(
            set ->
                limits
                    .take(key, set, 1, Unreachable.REFUSE)
                    .thenApply(
                        wait -> {
                          if (!wait.isZero()) {
                            throw Problem.tooOften(what, wait);
                          }
                          return wait;
                        }))
        .orElse(FREE);
  }
}
