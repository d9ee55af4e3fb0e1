package io.redfire.server.right;

import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomState;
import io.redfire.core.rate.ClientAddress;
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
import java.util.function.Supplier;

/**
 * Lets messages, commands, edits, erasures, reactions, pins and signs of typing into a room, and
 * readers to pages: whether they may, and not too often. Thread-safe; answers at once where it
 * knows, never blocks, and what it returns ends on any thread, with a {@link Problem} where not.
 *
 * <p>Slow mode counts once for all nodes. The turn belongs to the id that took it: a message that
 * failed after that is let through when it is sent again. One that was accepted before must not be
 * refused either, though other turns came since, or its sender would wait to hear what is long
 * true: where the id is not of this very moment, the log is asked whether it knows it. A fresh id
 * is not asked for, so that who sends too much costs no more than the refusal.
 */
public final class Admission {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration NOT_AT_ALL = Duration.ZERO;
  private static final int USERS_OF_PAGE = 32;

  private final Authority authority;
  private final RateLimits rates;
  private final LimitSettings limits;
  private final KnownIds known;
  private final Originals originals;
  private final InstantSource clock;
  private final SendRates sends;
  private final Attaching attaching;

  /**
   * As the other one, where no room holds anything.
   *
   * @param blocking runs what asks Redis
   */
  public Admission(
      Authority authority,
      RateLimits rates,
      LimitSettings limits,
      MessageLog log,
      Executor blocking,
      InstantSource clock) {
    this(authority, rates, limits, log, blocking, clock, Attaching.NOTHING);
  }

  /**
   * Asks this authority, and keeps to these limits.
   *
   * @param blocking runs what asks Redis
   * @param attaching knows what rooms hold
   */
  public Admission(
      Authority authority,
      RateLimits rates,
      LimitSettings limits,
      MessageLog log,
      Executor blocking,
      InstantSource clock,
      Attaching attaching) {
    this.authority = authority;
    this.attaching = attaching;
    this.rates = rates;
    this.limits = limits;
    this.known = new KnownIds(log);
    this.originals = new Originals(authority, log, blocking, limits.textBytes());
    this.clock = clock;
    this.sends = new SendRates(rates, limits);
  }

  /**
   * Asks for something that the caller wants to stand in a room.
   *
   * @return ends with what is to be appended
   */
  public CompletableFuture<NewEntry> admit(Caller caller, NewEntry entry) {
    if (entry instanceof NewForward forward) {
      return forward(caller, forward);
    }
    if (!(entry instanceof NewMessage message) || message.attachments().isEmpty()) {
      return admitted(caller, entry);
    }
    try {
      return admitted(caller, Attaching.named(message)).thenCompose(attaching::known);
    } catch (Problem badName) {
      return CompletableFuture.failedFuture(badName);
    }
  }

  private CompletableFuture<NewEntry> admitted(Caller caller, NewEntry entry) {
    if (entry instanceof NewErasure erasure) {
      return erasure(caller, erasure).thenCompose(this::notTooOften);
    }
    Action action = actionOf(entry);
    CompletableFuture<RoomState> state = ask(caller, action, entry.room());
    // Nearly every message: nothing is to be waited for, and nothing to be counted.
    if (state.isDone() && !state.isCompletedExceptionally()) {
      return counted(entry, state.join());
    }
    return state.thenCompose(known -> counted(entry, known));
  }

  /**
   * As the other one, of a command: whether it may be run, and not too often, is known before
   * anybody looks which bot answers it.
   *
   * @param find tells how it stands in the log of its bot
   */
  public CompletableFuture<NewCommand> admit(
      Caller caller, NewCommand asked, Supplier<CompletableFuture<NewCommand>> find) {
    return ask(caller, Action.WRITE, asked.about())
        .thenCompose(
            state ->
                notTooOften(asked)
                    .thenCompose(granted -> find.get())
                    .thenCompose(
                        command ->
                            pause(state).isZero()
                                ? CompletableFuture.completedFuture(command)
                                : slowly(command, pause(state)).thenApply(turn -> command)));
  }

  /**
   * Whether it may stand there is asked first: who may not write is to hear of nothing else. It is
   * counted before anything is read for it.
   */
  private CompletableFuture<NewEntry> forward(Caller caller, NewForward wish) {
    return ask(caller, Action.WRITE, wish.room())
        .thenCompose(
            state -> notTooOften(wish).thenCompose(counted -> readInTurn(caller, wish, state)));
  }

  private CompletableFuture<NewEntry> readInTurn(Caller caller, NewForward wish, RoomState state) {
    return originals
        .read(caller, wish)
        .thenCompose(message -> inTurn(message, state))
        .thenCompose(message -> carried(message, wish.origin()))
        .exceptionallyCompose(refusal -> knownOr(wish, refusal));
  }

  private CompletableFuture<NewMessage> inTurn(NewMessage message, RoomState state) {
    NewMessage entry = ofMember(message, state);
    Duration pause = pause(state);
    return pause.isZero()
        ? CompletableFuture.completedFuture(entry)
        : slowly(entry, pause).thenApply(turn -> entry);
  }

  /**
   * What has its place already is not carried again: it may be erased there by now, and its files
   * were to be had once more.
   */
  private CompletableFuture<NewEntry> carried(NewMessage message, RoomName from) {
    if (message.attachments().isEmpty()) {
      return CompletableFuture.completedFuture(message);
    }
    return known
        .knows(message.room(), message.id(), message.from(), message.at())
        .thenCompose(
            isKnown ->
                isKnown
                    ? CompletableFuture.completedFuture(
                        KnownIds.question(
                            message.room(), message.id(), message.from(), message.at()))
                    : attaching.carried(message, from));
  }

  /** What became of the original since does not change that a forward of it stands. */
  private CompletableFuture<NewEntry> knownOr(NewForward wish, Throwable refusal) {
    if (Problem.from(refusal).mayPass()) {
      return CompletableFuture.failedFuture(refusal);
    }
    return known
        .knows(wish.room(), wish.id(), wish.from(), wish.at())
        .thenCompose(
            isKnown ->
                isKnown
                    ? CompletableFuture.completedFuture(
                        KnownIds.question(wish.room(), wish.id(), wish.from(), wish.at()))
                    : CompletableFuture.failedFuture(refusal));
  }

  private static Action actionOf(NewEntry entry) {
    if (entry instanceof NewPin) {
      return Action.PIN;
    }
    boolean isNew = entry instanceof NewMessage || entry instanceof NewReaction;
    return isNew ? Action.WRITE : Action.CHANGE_OWN;
  }

  /** The room that is asked for: a command goes to its bot, and counts where it was run. */
  private static RoomName about(NewEntry entry) {
    return entry instanceof NewCommand command ? command.about() : entry.room();
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

  private CompletableFuture<NewEntry> counted(NewEntry wish, RoomState state) {
    NewEntry entry =
        wish instanceof NewMessage message && message.via().isEmpty()
            ? ofMember(message, state)
            : wish;
    Duration pause = entry instanceof NewMessage ? pause(state) : NOT_AT_ALL;
    if (pause.isZero()) {
      return sends.isLimited() ? notTooOften(entry) : CompletableFuture.completedFuture(entry);
    }
    // What comes too often must not use up a turn.
    return notTooOften(entry).thenCompose(granted -> slowly(granted, pause));
  }

  private static NewMessage ofMember(NewMessage message, RoomState state) {
    return state.part().role().isPresent() ? message.asOfMember() : message;
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
   * Somebody else's message may be erased by those who keep order; one's own as it may be edited,
   * which is asked for first: nearly everyone may do that, and a refusal costs more than leave.
   */
  private CompletableFuture<NewEntry> erasure(Caller caller, NewErasure erasure) {
    RoomName room = erasure.room();
    return ask(caller, Action.CHANGE_OWN, room)
        .<NewEntry>thenApply(
            state ->
                Verdict.decide(caller, Action.ERASE_ANY, room, state, clock.instant()) == null
                    ? ofAny(erasure)
                    : erasure)
        .exceptionallyCompose(
            failure ->
                Problem.from(failure).mayPass()
                    ? CompletableFuture.failedFuture(failure)
                    : orderly(caller, erasure, failure));
  }

  /** A mute and an archive end what one does with one's own, and not what keeps order. */
  private CompletableFuture<NewEntry> orderly(
      Caller caller, NewErasure erasure, Throwable refusal) {
    return ask(caller, Action.ERASE_ANY, erasure.room())
        .<NewEntry>thenApply(state -> ofAny(erasure))
        .exceptionallyCompose(alsoRefused -> CompletableFuture.failedFuture(refusal));
  }

  private static NewErasure ofAny(NewErasure erasure) {
    return new NewErasure(
        erasure.room(), erasure.id(), erasure.from(), erasure.at(), erasure.seq(), true);
  }

  private CompletableFuture<NewEntry> slowly(NewEntry entry, Duration pause) {
    Duration most = pause.compareTo(Rate.LONGEST) > 0 ? Rate.LONGEST : pause;
    RateKey key = RateKey.ofMember(about(entry), entry.from(), "slow-mode");
    return rates
        .turn(key, most, turnOf(entry), RateLimits.Unreachable.ALLOW)
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

  /** An id says which only within one log, and commands go to several. */
  private static String turnOf(NewEntry entry) {
    String id = entry.id().value();
    return entry instanceof NewCommand command ? id + command.room() : id;
  }

  private static Problem tooSoon(NewEntry entry, Duration wait) {
    return Problem.later(
            Reason.SLOW_MODE,
            "room '"
                + about(entry)
                + "' makes its members wait between messages (expected: the same again after "
                + wait.toMillis()
                + " ms)",
            wait)
        .with("room", about(entry).value());
  }

  /** Whether the log knows the id; one of this very moment is not asked for. */
  private CompletableFuture<Boolean> acceptedBefore(NewEntry entry) {
    if (entry.id().time().isAfter(clock.instant().minus(FRESH))) {
      return CompletableFuture.completedFuture(false);
    }
    return known.knows(entry.room(), entry.id(), entry.from(), entry.at());
  }

  private CompletableFuture<NewEntry> notTooOften(NewEntry entry) {
    return sends.count(entry.from(), about(entry)).thenApply(granted -> entry);
  }

  /** Asks for a page of history, or of the list of rooms, which fails where it is too often. */
  public CompletableFuture<?> page(Caller caller, Credentials credentials) {
    return pageTurn(caller, credentials)
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(Problem.tooOften("pages of one user", wait)));
  }

  /** Asks for a search, which fails where it is too often. */
  public CompletableFuture<?> search(Caller caller, Credentials credentials) {
    return limits
        .searchesPerUser()
        .map(
            rate ->
                rates.take(
                    readsOf(caller, credentials, "search"), rate, 1, RateLimits.Unreachable.ALLOW))
        .orElseGet(() -> CompletableFuture.completedFuture(NOT_AT_ALL))
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(
                        Problem.tooOften("searches of one user", wait)));
  }

  /**
   * As {@link #page}, for the presence of so many users: it is a page for each {@value
   * #USERS_OF_PAGE} of them.
   */
  public CompletableFuture<?> presence(Caller caller, Credentials credentials, int users) {
    return pageTurn(caller, credentials, 1 + (users - 1) / USERS_OF_PAGE)
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(Problem.tooOften("pages of one user", wait)));
  }

  /**
   * Asks for a sign that the caller types. It is not worth asking again for where the store does
   * not answer.
   */
  public CompletableFuture<?> typing(Caller caller, UserName user, RoomName room) {
    return authority
        .authorize(caller, Action.WRITE, room)
        .thenCompose(state -> typingTurn(user))
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(
                        Problem.tooOften("signs that one user types", wait)));
  }

  /**
   * Asks for a move of one of a user's marks, or for something else that is told to others and to
   * no log. A user with many rooms moves many at once, so it is as often as pages are read, and
   * counted by itself.
   */
  public CompletableFuture<?> mark(UserName user) {
    return limits
        .historyPerUser()
        .map(
            rate -> rates.take(RateKey.ofUser(user, "mark"), rate, 1, RateLimits.Unreachable.ALLOW))
        .orElseGet(() -> CompletableFuture.completedFuture(NOT_AT_ALL))
        .thenCompose(
            wait ->
                wait.isZero()
                    ? CompletableFuture.completedFuture(wait)
                    : CompletableFuture.failedFuture(Problem.tooOften("marks of one user", wait)));
  }

  private CompletableFuture<Duration> typingTurn(UserName user) {
    return limits
        .typingPerUser()
        .map(
            rate ->
                rates.take(RateKey.ofUser(user, "typing"), rate, 1, RateLimits.Unreachable.ALLOW))
        .orElseGet(() -> CompletableFuture.completedFuture(NOT_AT_ALL));
  }

  /**
   * Asks for a page of history, for a reader that can wait.
   *
   * @return ends with zero where it may be read now, else with how long to wait before asking again
   */
  public CompletableFuture<Duration> pageTurn(Caller caller, Credentials credentials) {
    return pageTurn(caller, credentials, 1);
  }

  /** More than there ever are at once would never be granted. */
  private CompletableFuture<Duration> pageTurn(Caller caller, Credentials credentials, int pages) {
    return limits
        .historyPerUser()
        .map(
            rate ->
                rates.take(
                    readsOf(caller, credentials, "history"),
                    rate,
                    Math.min(pages, rate.tokens()),
                    RateLimits.Unreachable.ALLOW))
        .orElseGet(() -> CompletableFuture.completedFuture(NOT_AT_ALL));
  }

  /** A guest's name costs nothing, so that it would be no limit where the address is known. */
  private static RateKey readsOf(Caller caller, Credentials credentials, String limit) {
    Optional<ClientAddress> from = credentials.address();
    boolean byName =
        caller instanceof Caller.SignedIn || from.map(ClientAddress::isLoopback).orElse(true);
    return caller
        .user()
        .filter(user -> byName)
        .map(user -> RateKey.ofUser(user, limit))
        .or(() -> from.map(address -> RateKey.ofAddress(address, limit)))
        .orElseGet(() -> RateKey.ofUser(UserName.REDIS, limit));
  }
}
