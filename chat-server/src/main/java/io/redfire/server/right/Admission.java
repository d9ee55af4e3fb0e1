package io.redfire.server.right;

import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomState;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.core.redis.Backoff;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets messages, edits and erasures into a room, and readers to pages: whether they may, and not
 * too often. Thread-safe; answers at once where it knows, never blocks, and what it returns ends on
 * any thread, with a {@link Problem} where not.
 *
 * <p>Slow mode counts once for all nodes. A message that was accepted before must not be refused by
 * it when it is sent again, or its sender would wait to hear what is long true: where the id is not
 * of this very moment, the log is asked whether it knows it. A fresh id is not asked for, so that
 * who sends too much costs no more than the refusal.
 */
public final class Admission {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration NOT_AT_ALL = Duration.ZERO;

  private final Authority authority;
  private final RateLimits rates;
  private final LimitSettings limits;
  private final KnownIds known;
  private final InstantSource clock;
  private final boolean limited;

  /** Asks this authority, and keeps to these limits. */
  public Admission(
      Authority authority,
      RateLimits rates,
      LimitSettings limits,
      MessageLog log,
      InstantSource clock) {
    this.authority = authority;
    this.rates = rates;
    this.limits = limits;
    this.known = new KnownIds(log);
    this.clock = clock;
    this.limited = limits.sendsPerUser().isPresent() || limits.sendsPerRoom().isPresent();
  }

  /**
   * Asks for something that the caller wants to stand in a room.
   *
   * @return ends with what is to be appended
   */
  public CompletableFuture<NewEntry> admit(Caller caller, NewEntry entry) {
    if (entry instanceof NewErasure erasure) {
      return erasure(caller, erasure).thenCompose(this::notTooOften);
    }
    Action action = entry instanceof NewMessage ? Action.WRITE : Action.CHANGE_OWN;
    CompletableFuture<RoomState> state = ask(caller, action, entry.room());
    // Nearly every message: nothing is to be waited for, and nothing to be counted.
    if (state.isDone() && !state.isCompletedExceptionally()) {
      return counted(entry, state.join());
    }
    return state.thenCompose(known -> counted(entry, known));
  }

  /** Asks again for as long as an append would be tried again, where the store does not answer. */
  private CompletableFuture<RoomState> ask(Caller caller, Action action, RoomName room) {
    CompletableFuture<RoomState> state = authority.authorize(caller, action, room);
    if (state.isDone() && !state.isCompletedExceptionally()) {
      return state;
    }
    Instant until = clock.instant().plus(PATIENCE);
    return patiently(state, () -> authority.authorize(caller, action, room), until, 1);
  }

  private CompletableFuture<RoomState> patiently(
      CompletableFuture<RoomState> state,
      Supplier<CompletableFuture<RoomState>> again,
      Instant until,
      int attempt) {
    return state.exceptionallyCompose(
        failure -> {
          if (Problem.from(failure).reason() != Reason.STORE_UNAVAILABLE
              || clock.instant().isAfter(until)) {
            return CompletableFuture.failedFuture(failure);
          }
          Executor later =
              CompletableFuture.delayedExecutor(Backoff.millis(attempt), TimeUnit.MILLISECONDS);
          return CompletableFuture.runAsync(() -> {}, later)
              .thenCompose(waited -> patiently(again.get(), again, until, attempt + 1));
        });
  }

  private CompletableFuture<NewEntry> counted(NewEntry entry, RoomState state) {
    Duration pause = entry instanceof NewMessage ? pause(state) : NOT_AT_ALL;
    if (pause.isZero()) {
      return limited ? notTooOften(entry) : CompletableFuture.completedFuture(entry);
    }
    return slowly(entry, pause).thenCompose(this::notTooOften);
  }

  /** How long the user has to wait between messages. */
  private static Duration pause(RoomState state) {
    if (state.rules().isEmpty()) {
      return NOT_AT_ALL;
    }
    boolean waits = state.part().role().map(role -> !role.isAtLeast(Role.MODERATOR)).orElse(true);
    return waits ? state.rules().map(RoomRules::slowMode).orElse(NOT_AT_ALL) : NOT_AT_ALL;
  }

  /**
   * Somebody else's message may be erased by those who keep order; one's own as it may be edited.
   */
  private CompletableFuture<NewEntry> erasure(Caller caller, NewErasure erasure) {
    RoomName room = erasure.room();
    return ask(caller, Action.ERASE_ANY, room)
        .<NewEntry>thenApply(
            state ->
                new NewErasure(
                    room, erasure.id(), erasure.from(), erasure.at(), erasure.seq(), true))
        .exceptionallyCompose(
            failure ->
                isRefusal(Problem.from(failure))
                    ? ask(caller, Action.CHANGE_OWN, room).<NewEntry>thenApply(state -> erasure)
                    : CompletableFuture.failedFuture(failure));
  }

  private static boolean isRefusal(Problem problem) {
    return problem.reason() == Reason.NOT_PERMITTED || problem.reason() == Reason.LOGIN_REQUIRED;
  }

  private CompletableFuture<NewEntry> slowly(NewEntry entry, Duration pause) {
    Duration most = pause.compareTo(Rate.LONGEST) > 0 ? Rate.LONGEST : pause;
    RateKey key = RateKey.ofMember(entry.room(), entry.from(), "slow-mode");
    return take(key, new Rate(1, most))
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(entry)
                    : acceptedBefore(entry)
                        .thenCompose(
                            known ->
                                known
                                    ? CompletableFuture.completedFuture(entry)
                                    : CompletableFuture.failedFuture(tooSoon(entry, wait))));
  }

  private static Problem tooSoon(NewEntry entry, Duration wait) {
    return Problem.later(
            Reason.SLOW_MODE,
            "room '"
                + entry.room()
                + "' makes its members wait between messages (expected: the same again after "
                + wait.toMillis()
                + " ms)",
            wait)
        .with("room", entry.room().value());
  }

  /** Whether the log knows the id; one of this very moment is not asked for. */
  private CompletableFuture<Boolean> acceptedBefore(NewEntry entry) {
    if (entry.id().time().isAfter(clock.instant().minus(FRESH))) {
      return CompletableFuture.completedFuture(false);
    }
    return known.knows(entry.room(), entry.id(), entry.from(), entry.at());
  }

  private CompletableFuture<NewEntry> notTooOften(NewEntry entry) {
    UserName user = entry.from();
    RoomName room = entry.room();
    return within(
            limits.sendsPerUser(),
            () -> RateKey.ofUser(user, "send"),
            wait -> Problem.tooOften("messages of one user", wait))
        .thenCompose(
            granted ->
                within(
                    limits.sendsPerRoom(),
                    () -> RateKey.ofRoom(room, "send"),
                    wait ->
                        Problem.tooOften("messages in one room", wait).with("room", room.value())))
        .thenApply(granted -> entry);
  }

  /** Asks for a page of history. */
  public CompletableFuture<?> page(Caller caller, Credentials credentials) {
    return within(
        limits.historyPerUser(),
        () ->
            caller
                .user()
                .map(user -> RateKey.ofUser(user, "history"))
                .or(() -> credentials.address().map(from -> RateKey.ofAddress(from, "history")))
                .orElseGet(() -> RateKey.ofUser(UserName.REDIS, "history")),
        wait -> Problem.tooOften("pages of one user", wait));
  }

  private CompletableFuture<Duration> within(
      Optional<Rate> rate, Supplier<RateKey> key, Function<Duration, Problem> refusal) {
    if (rate.isEmpty()) {
      return CompletableFuture.completedFuture(NOT_AT_ALL);
    }
    return take(key.get(), rate.get())
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(refusal.apply(wait)));
  }

  private CompletableFuture<Duration> take(RateKey key, Rate rate) {
    return rates.take(key, rate, 1, RateLimits.Unreachable.ALLOW);
  }
}
