package io.redfire.server.bot;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Says in rooms what comes by incoming webhooks, as the users who made them. Thread-safe; never
 * blocks.
 *
 * <p>A post is asked for as if its maker sent it just now: by the same admission, with the same
 * limits. Wrong tokens are counted by address, over all nodes, and by node; an address or a node
 * with too many looks none up that it does not know, until some are free again. A token that was
 * good here before is always looked up, on other threads: whoever guesses from the same address, or
 * through the same proxy, keeps no webhook that is in use from posting. This machine's own address
 * has no limit of its own, since behind a proxy all posts would share it.
 */
public final class HookPosts {
  /** Nobody guesses one by trying; it is Redis that is to be left alone. */
  private static final Rate WRONG_TOKENS = new Rate(30, Duration.ofMinutes(1));

  /** As many look-ups that find nothing are nothing to Redis. */
  private static final int MISSES_A_SECOND = 100;

  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration REMEMBERED = Duration.ofDays(8);

  private final Webhooks hooks;
  private final Accounts accounts;
  private final Admission admission;
  private final MessageLog log;
  private final Requests requests;
  private final RateLimits rates;
  private final Executor unknown;
  private final Executor blocking;
  private final InstantSource clock;
  private final Misses misses = new Misses(MISSES_A_SECOND);
  private final Cache<ClientAddress, Instant> refused =
      CacheBuilder.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(WRONG_TOKENS.period())
          .build();

  /** What was good when it was used last; it is asked for again each time. */
  private final Cache<Known, Boolean> good =
      CacheBuilder.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterAccess(REMEMBERED).build();

  /**
   * Finds webhooks there, and appends to that log.
   *
   * @param unknown runs what asks Redis for tokens that may be anything
   * @param blocking runs what asks Redis for tokens that were good before
   */
  public HookPosts(
      Webhooks hooks,
      Accounts accounts,
      Admission admission,
      MessageLog log,
      Requests requests,
      RateLimits rates,
      Executor unknown,
      Executor blocking) {
    this.hooks = hooks;
    this.accounts = accounts;
    this.admission = admission;
    this.log = log;
    this.requests = requests;
    this.rates = rates;
    this.unknown = unknown;
    this.blocking = blocking;
    this.clock = requests::now;
  }

  /**
   * Says something.
   *
   * @param path where it was posted; empty for the path of no webhook
   * @param from the address that it came from; empty where that is not known
   * @return ends on any thread, with a {@link Problem} where it may not be said
   */
  public CompletableFuture<Appended> post(
      Optional<HookPath> path, HookBody body, Optional<ClientAddress> from) {
    Optional<ClientAddress> counted = from.filter(address -> !address.isLoopback());
    return path.isPresent()
        ? post(path.get(), body, counted)
        : limited(counted).orElseGet(() -> wrongToken(counted));
  }

  private CompletableFuture<Appended> post(
      HookPath path, HookBody body, Optional<ClientAddress> counted) {
    Known token = new Known(path.room(), path.token().id(), path.token().digest());
    boolean wasGood = good.getIfPresent(token) != null;
    Optional<CompletableFuture<Appended>> refusal = wasGood ? Optional.empty() : limited(counted);
    return refusal.orElseGet(
        () ->
            Asking.on(wasGood ? blocking : unknown, () -> find(path))
                .thenCompose(
                    found -> {
                      if (found.isEmpty()) {
                        good.invalidate(token);
                        return wrongToken(counted);
                      }
                      good.put(token, true);
                      return say(path, found.get(), body);
                    }));
  }

  /** Why nothing is looked up; empty where it is. */
  private Optional<CompletableFuture<Appended>> limited(Optional<ClientAddress> counted) {
    Instant now = clock.instant();
    Instant until = counted.map(refused::getIfPresent).orElse(now);
    Duration left = until.isAfter(now) ? Duration.between(now, until) : misses.wait(now);
    return left.isZero()
        ? Optional.empty()
        : Optional.of(CompletableFuture.failedFuture(tooMany(left)));
  }

  private Optional<Posting> find(HookPath path) {
    return hooks
        .find(path.room(), path.token().id())
        .filter(IncomingWebhook.class::isInstance)
        .map(IncomingWebhook.class::cast)
        .filter(hook -> path.token().matches(hook.digest()))
        .flatMap(hook -> accounts.find(hook.maker()).map(maker -> new Posting(hook, maker)));
  }

  private CompletableFuture<Appended> say(HookPath path, Posting posting, HookBody body) {
    Account maker = posting.maker();
    if (maker.disabled()) {
      return CompletableFuture.failedFuture(
          Problem.of(
              Reason.ACCOUNT_DISABLED,
              "an administrator disabled the account of the webhook's maker"));
    }
    NewMessage message =
        requests
            .message(
                maker.user(),
                OutgoingMessage.newBuilder()
                    .setRoom(path.room().value())
                    .setId(body.id())
                    .setText(body.text())
                    .build())
            .via(posting.hook().name());
    return admission
        .admit(posting.caller(), message)
        .thenCompose(
            admitted ->
                log.append(
                    admitted, new Lane(), requests.replicas(AckTarget.getDefaultInstance())));
  }

  private CompletableFuture<Appended> wrongToken(Optional<ClientAddress> from) {
    misses.missed(clock.instant());
    return from.map(
            address ->
                rates.take(
                    RateKey.ofAddress(address, "webhook"),
                    WRONG_TOKENS,
                    1,
                    RateLimits.Unreachable.ALLOW))
        .orElseGet(() -> CompletableFuture.completedFuture(Duration.ZERO))
        .thenApply(
            wait -> {
              if (!wait.isZero()) {
                from.ifPresent(address -> refused.put(address, clock.instant().plus(wait)));
                throw tooMany(wait);
              }
              throw Problem.of(
                  Reason.WEBHOOK_NOT_FOUND,
                  "there is no such webhook (expected: the path that was shown when it was made)");
            });
  }

  private static Problem tooMany(Duration wait) {
    return Problem.tooOften("posts to no webhook", wait);
  }

  /** A token, without its secret. */
  private record Known(RoomName room, String id, String digest) {}

  /** A webhook, and whose it is. */
  private record Posting(IncomingWebhook hook, Account maker) {
    /** The maker, with no more than this takes. */
    Caller caller() {
      return new Caller.SignedIn(
          new Identity(
              maker,
              new AccountSession(
                  hook.id(),
                  hook.digest(),
                  hook.name(),
                  true,
                  Set.of(Scope.WRITE),
                  hook.createdAt(),
                  Instant.MAX)));
    }
  }
}
