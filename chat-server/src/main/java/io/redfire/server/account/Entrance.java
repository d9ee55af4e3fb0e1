package io.redfire.server.account;

import io.redfire.core.account.Account;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.room.NoticeKind;
import io.redfire.server.account.SessionDesk.Begun;
import io.redfire.server.limit.Asking;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Where people come in: registers, logs in, changes passwords. Thread-safe; no call waits. */
public final class Entrance {
  private static final Duration CODE_AGAIN = Duration.ofDays(1);

  private final Accounts accounts;
  private final PasswordCheck check;
  private final Attempts attempts;
  private final SessionDesk sessions;
  private final boolean open;
  private final Clock clock;
  private final Executor blocking;

  /**
   * Leads to these accounts.
   *
   * @param open whether everybody may register, without a code
   * @param blocking runs what blocks on Redis
   */
  public Entrance(
      Accounts accounts,
      Passwords passwords,
      Attempts attempts,
      SessionDesk sessions,
      boolean open,
      Clock clock,
      Executor blocking) {
    this.accounts = accounts;
    this.check = new PasswordCheck(accounts, passwords, attempts, blocking);
    this.attempts = attempts;
    this.sessions = sessions;
    this.open = open;
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * Somebody who wants an account. Its text form shows no secret.
   *
   * @param displayName may be empty
   * @param device names the session that begins; may be empty
   * @param code empty for none
   * @param from where the request comes from, if known
   */
  public record Applicant(
      UserName user,
      String password,
      String displayName,
      String device,
      Optional<OneTimeCode> code,
      Optional<ClientAddress> from) {
    @Override
    public String toString() {
      return "Applicant[" + user + " from " + from + "]";
    }
  }

  /**
   * Makes an account and its first session.
   *
   * @return ends with a {@link Problem} where it cannot be made
   */
  public CompletableFuture<Begun> register(Applicant applicant) {
    NewAccountName.check(applicant.user());
    Password password = PasswordCheck.wanted("password", applicant.password());
    if (!open && applicant.code().isEmpty()) {
      throw Problem.of(
          Reason.REGISTRATION_CLOSED,
          "this server lets nobody register without a code (expected: a code)");
    }
    return attempts
        .registration(applicant.from())
        .thenAcceptAsync(free -> checkMayRegister(applicant), blocking)
        .thenCompose(may -> check.hash(password))
        .thenApply(hash -> create(applicant, hash))
        .thenCompose(account -> sessions.beginDevice(account, applicant.device()));
  }

  /** The code first: whoever has none that is good is not told who has an account here. */
  private void checkMayRegister(Applicant applicant) {
    UserName user = applicant.user();
    if (applicant.code().isPresent() && !isGood(applicant.code().get(), user)) {
      throw badCode();
    }
    NewAccountName.checkFree(accounts, user);
  }

  private boolean isGood(OneTimeCode code, UserName user) {
    return accounts.isCode(CodePurpose.registrationOf(user), code.digest())
        || (accounts.admins() == 0 && accounts.isCode(CodePurpose.FIRST_ADMIN, code.digest()));
  }

  private Account create(Applicant applicant, String hash) {
    UserName user = applicant.user();
    Optional<String> purpose = applicant.code().map(code -> use(code, user));
    Account account =
        new Account(
            user,
            applicant.displayName(),
            purpose.filter(CodePurpose.FIRST_ADMIN::equals).isPresent(),
            false,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (!accounts.create(account, NewAccountName.skeletons(user), Optional.of(hash))) {
      // Somebody was faster with the name; that shall not cost the code.
      applicant
          .code()
          .ifPresent(code -> accounts.putCode(purpose.orElseThrow(), code.digest(), CODE_AGAIN));
      NewAccountName.checkFree(accounts, user);
      throw NewAccountName.confusable(user);
    }
    return account;
  }

  /** Uses the code up; what it was good for. */
  private String use(OneTimeCode code, UserName user) {
    String own = CodePurpose.registrationOf(user);
    if (accounts.takeCode(own, code.digest())) {
      return own;
    }
    if (accounts.admins() == 0 && accounts.takeCode(CodePurpose.FIRST_ADMIN, code.digest())) {
      return CodePurpose.FIRST_ADMIN;
    }
    throw badCode();
  }

  private static Problem badCode() {
    return Problem.of(
        Reason.CODE_INVALID, "code", "unknown, used up or over (expected: a new code)");
  }

  /**
   * Begins a session of a device.
   *
   * @return ends with a {@link Problem} where user and password do not belong together
   */
  public CompletableFuture<Begun> logIn(
      UserName user, String password, String device, Optional<ClientAddress> from) {
    return check
        .ofStranger(user, password, from)
        .thenCompose(hash -> check.renewed(user, password, hash))
        .thenCompose(
            hash ->
                sessions
                    .beginDevice(enabled(user), device)
                    .thenCompose(begun -> unlessChanged(begun, password, hash)));
  }

  private Account enabled(UserName user) {
    Account account = accounts.find(user).orElseThrow(PasswordCheck::wrong);
    if (account.disabled()) {
      throw Problem.of(Reason.ACCOUNT_DISABLED, "an administrator disabled the account");
    }
    return account;
  }

  /**
   * A session that began while its password was changed was not there yet to be ended. Another hash
   * may be of the same password still: another log-in made it anew.
   */
  private CompletableFuture<Begun> unlessChanged(Begun begun, String password, String hash) {
    UserName user = begun.account().user();
    return Asking.on(blocking, () -> accounts.passwordHash(user))
        .thenCompose(
            now ->
                now.equals(Optional.of(hash))
                    ? CompletableFuture.completedFuture(begun)
                    : check
                        .compare(user, password)
                        .thenApply(right -> begun)
                        .exceptionallyCompose(wrong -> ended(begun, wrong)));
  }

  private CompletableFuture<Begun> ended(Begun begun, Throwable why) {
    return sessions
        .end(begun.account().user(), begun.session().id())
        .thenCompose(ended -> CompletableFuture.failedFuture(why));
  }

  /**
   * Sets another password and ends all other sessions, API tokens not among them.
   *
   * @return ends with a {@link Problem} where the old one is wrong, or not the account's any more
   *     when the new one is to take its place
   */
  public CompletableFuture<?> changePassword(Identity identity, String old, String wanted) {
    UserName user = identity.account().user();
    Password password = PasswordCheck.wanted("new_password", wanted);
    return check
        .ofOwner(user, old)
        .thenCompose(right -> check.hash(password).thenAccept(hash -> replace(user, right, hash)))
        .thenCompose(set -> sessions.endAfterPasswordChange(user, identity.session().id()));
  }

  private void replace(UserName user, String right, String hash) {
    if (!accounts.replacePasswordHash(user, right, hash)) {
      throw PasswordCheck.wrong();
    }
  }

  /**
   * Sets another password without asking for the old one, and ends all sessions and API tokens.
   *
   * @return ends with a {@link Problem} where there is no such account
   */
  public CompletableFuture<?> resetPassword(UserName user, String wanted) {
    Password password = PasswordCheck.wanted("new_password", wanted);
    return check
        .hash(password)
        .thenApply(
            hash -> {
              if (!accounts.setPasswordHash(user, hash)) {
                throw Problem.of(
                    Reason.USER_NOT_FOUND,
                    "user",
                    "no account is called '" + user + "' (expected: the name of one)");
              }
              return hash;
            })
        .thenCompose(set -> sessions.endAll(user, NoticeKind.PASSWORD_CHANGED));
  }
}
