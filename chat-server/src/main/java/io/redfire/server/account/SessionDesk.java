package io.redfire.server.account;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Scope;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.UserName;
import io.redfire.core.room.NoticeKind;
import io.redfire.server.limit.Asking;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Begins and ends sessions, and tells the account's own log of it. Thread-safe; no call waits.
 *
 * <p>A device always gets in: where there are as many sessions as may be, it takes the place of the
 * one that logged in the longest time ago. An API token is refused then.
 *
 * <p>A session ends in the store first, so that nobody gets in with it any more; then its notice
 * makes the streams end that are open with it. Where the notice cannot be appended the call fails,
 * and can be made again.
 */
public final class SessionDesk {
  /** How many sessions and tokens an account may have; where all are tokens, a device more. */
  public static final int MOST = 64;

  /** How often a log-in makes room where others take it away. */
  private static final int MOST_TRIES = 4;

  private static final Duration DEVICE_LIFETIME = Duration.ofDays(90);
  private static final String ID = "[0-9a-f]{16}";

  private final Accounts accounts;
  private final AccountNotices notices;
  private final Clock clock;
  private final Executor blocking;

  /**
   * Keeps them in these accounts.
   *
   * @param blocking runs what blocks on Redis
   */
  public SessionDesk(Accounts accounts, MessageLog log, Clock clock, Executor blocking) {
    this.accounts = accounts;
    this.notices = new AccountNotices(log, clock);
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * A session that has just begun.
   *
   * @param token to be told to its owner once
   */
  public record Begun(Account account, AccountSession session, Token token) {}

  /** Begins the session of a device, which may do all that its account may. */
  CompletableFuture<Begun> beginDevice(Account account, String device) {
    return begin(
        account,
        device,
        false,
        Set.of(Scope.values()),
        DEVICE_LIFETIME,
        Optional.empty(),
        () -> CompletableFuture.completedFuture(account));
  }

  /**
   * Makes an API token.
   *
   * @param latest when it ends whatever its lifetime; empty for then alone
   * @param stillMay asked when the token is stored and nobody has it yet; where its answer fails,
   *     the token goes again and the call fails in the same way
   */
  public CompletableFuture<Begun> beginToken(
      Account account,
      String name,
      Set<Scope> scopes,
      Duration lifetime,
      Optional<Instant> latest,
      Supplier<CompletableFuture<?>> stillMay) {
    return begin(account, name, true, scopes, lifetime, latest, stillMay);
  }

  private CompletableFuture<Begun> begin(
      Account account,
      String name,
      boolean isToken,
      Set<Scope> scopes,
      Duration lifetime,
      Optional<Instant> latest,
      Supplier<CompletableFuture<?>> stillMay) {
    UserName user = account.user();
    Token token = Token.create(user);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant end = now.plus(lifetime);
    AccountSession session =
        new AccountSession(
            AccountSession.idOf(token.digest()),
            token.digest(),
            name,
            isToken,
            scopes,
            now,
            latest.filter(end::isAfter).orElse(end));
    return (isToken ? add(user, session, MOST) : admit(user, session, MOST_TRIES))
        .thenCompose(
            added -> {
              if (!added) {
                throw Problem.of(
                    Reason.TOO_MANY_SESSIONS,
                    "the account has " + MOST + " sessions and tokens (expected: fewer)");
              }
              return orRemoved(
                  user,
                  session.id(),
                  stillMay
                      .get()
                      .thenCompose(
                          may ->
                              notices.tell(
                                  user, NoticeKind.SESSION_STARTED, Optional.of(session.id()))));
            })
        .thenApply(told -> new Begun(account, session, token));
  }

  private CompletableFuture<Boolean> add(UserName user, AccountSession session, int most) {
    return store(() -> accounts.addSession(user, session, most));
  }

  /** Adds the session of a device, in the place of another one where that must be. */
  private CompletableFuture<Boolean> admit(UserName user, AccountSession session, int tries) {
    return add(user, session, MOST)
        .thenCompose(
            added ->
                added || tries == 0
                    ? CompletableFuture.completedFuture(added)
                    : oldestDevice(user)
                        .thenCompose(
                            oldest ->
                                oldest
                                    .map(id -> replaced(user, id, session, tries))
                                    .orElseGet(() -> add(user, session, MOST + 1))));
  }

  private CompletableFuture<Boolean> replaced(
      UserName user, String oldest, AccountSession session, int tries) {
    return store(() -> accounts.removeSession(user, oldest))
        .thenCompose(removed -> revoked(user, oldest))
        .thenCompose(told -> admit(user, session, tries - 1));
  }

  private CompletableFuture<Optional<String>> oldestDevice(UserName user) {
    return store(
        () ->
            accounts.sessions(user, clock.instant()).stream()
                .filter(other -> !other.token())
                .reduce((younger, older) -> older)
                .map(AccountSession::id));
  }

  /** Whoever is told of a failure does not have the token, so it shall not stay. */
  private CompletableFuture<?> orRemoved(UserName user, String id, CompletableFuture<?> started) {
    return started
        .<Object>thenApply(done -> done)
        .exceptionallyCompose(
            failure ->
                store(() -> accounts.removeSession(user, id))
                    .thenCompose(removed -> CompletableFuture.failedFuture(failure)));
  }

  /**
   * Ends a session or token.
   *
   * @return ends with a {@link Problem} where there is none
   */
  public CompletableFuture<?> end(UserName user, String id) {
    if (!id.matches(ID)) {
      return CompletableFuture.failedFuture(unknown());
    }
    return store(() -> accounts.removeSession(user, id))
        .thenCompose(
            removed ->
                // Also where it is gone: an earlier call may have ended it and not told of it.
                revoked(user, id)
                    .thenApply(
                        told -> {
                          if (!removed) {
                            throw unknown();
                          }
                          return told;
                        }));
  }

  private static Problem unknown() {
    return Problem.of(
        Reason.SESSION_NOT_FOUND, "session", "no session of the account (expected: its id)");
  }

  /**
   * Ends the sessions that began with a password which is good no more, API tokens not among them.
   *
   * @param except the id of the one that stays
   */
  CompletableFuture<?> endAfterPasswordChange(UserName user, String except) {
    return end(user, Optional.of(except), false, NoticeKind.PASSWORD_CHANGED);
  }

  /**
   * Ends all sessions and API tokens.
   *
   * @param why what the account's own log is told besides
   */
  public CompletableFuture<?> endAll(UserName user, NoticeKind why) {
    return end(user, Optional.empty(), true, why);
  }

  /** Tells that others may do something else with the account from here on. */
  public CompletableFuture<?> changed(UserName user) {
    return notices.tell(user, NoticeKind.ACCOUNT_CHANGED, Optional.empty());
  }

  private CompletableFuture<?> end(
      UserName user, Optional<String> except, boolean tokens, NoticeKind why) {
    return store(
            () -> {
              // An earlier attempt may have ended some already without telling of it.
              Set<String> ended = new TreeSet<>();
              accounts.sessions(user, clock.instant()).stream()
                  .filter(session -> tokens || !session.token())
                  .map(AccountSession::id)
                  .filter(id -> !except.equals(Optional.of(id)))
                  .forEach(ended::add);
              ended.addAll(accounts.removeSessions(user, except, tokens));
              return ended;
            })
        .thenCompose(
            ended -> {
              List<CompletableFuture<?>> told = new ArrayList<>();
              told.add(notices.tell(user, why, except));
              ended.forEach(id -> told.add(revoked(user, id)));
              return CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]));
            });
  }

  private CompletableFuture<?> revoked(UserName user, String id) {
    return notices.tell(user, NoticeKind.SESSION_REVOKED, Optional.of(id));
  }

  private <T> CompletableFuture<T> store(Supplier<T> question) {
    return Asking.on(blocking, question);
  }
}
