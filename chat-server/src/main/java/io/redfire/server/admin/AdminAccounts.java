package io.redfire.server.admin;

import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateAccountResponse;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountSessionsResponse;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAccountsResponse;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.ResetPasswordResponse;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.RevokeAccountSessionResponse;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAccountResponse;
import io.redfire.core.account.Account;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import io.redfire.core.room.NoticeKind;
import io.redfire.server.account.CodePurpose;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.NewAccountName;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.api.AccountMessages;
import io.redfire.server.right.Callers;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What administrators do with accounts. Thread-safe; every method blocks on Redis. */
final class AdminAccounts {
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration USUAL = Duration.ofDays(7);

  private final Accounts accounts;
  private final Callers callers;
  private final Entrance entrance;
  private final SessionDesk sessions;
  private final Clock clock;

  AdminAccounts(
      Accounts accounts, Callers callers, Entrance entrance, SessionDesk sessions, Clock clock) {
    this.accounts = accounts;
    this.callers = callers;
    this.entrance = entrance;
    this.sessions = sessions;
    this.clock = clock;
  }

  ListAccountsResponse list(Admin admin, ListAccountsRequest request) {
    int size = PageSize.of(request.getPageSize());
    Optional<UserName> after = pageToken(request.getPageToken());
    Audit.note(admin, "lists accounts");
    List<Account> found = accounts.list(after, request.getPrefix(), size);
    ListAccountsResponse.Builder page = ListAccountsResponse.newBuilder();
    found.forEach(account -> page.addAccounts(AccountMessages.account(account)));
    if (found.size() == size) {
      page.setNextPageToken(found.get(size - 1).user().value());
    }
    return page.build();
  }

  private static Optional<UserName> pageToken(String token) {
    try {
      return token.isEmpty() ? Optional.empty() : Optional.of(new UserName(token));
    } catch (InvalidName notOurs) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
  }

  CreateAccountResponse create(Admin admin, CreateAccountRequest request) {
    UserName user = Requests.user(request.getUser());
    Duration lifetime =
        request.hasLifetime() ? AccountMessages.lifetime(request.getLifetime(), LONGEST) : USUAL;
    NewAccountName.check(user);
    NewAccountName.checkFree(accounts, user);
    Audit.note(admin, "makes a code to register", user);
    OneTimeCode code = OneTimeCode.create();
    accounts.putCode(CodePurpose.registrationOf(user), code.digest(), lifetime);
    return CreateAccountResponse.newBuilder()
        .setCode(code.text())
        .setExpiresAt(Events.timestamp(clock.instant().plus(lifetime)))
        .build();
  }

  UpdateAccountResponse update(Admin admin, UpdateAccountRequest request) {
    Account before = account(request.getUser());
    UserName user = before.user();
    boolean disabled = request.hasDisabled() ? request.getDisabled() : before.disabled();
    boolean isAdmin = request.hasAdmin() ? request.getAdmin() : before.admin();
    if (isAdmin && !before.admin()) {
      checkMayRunTheServer(user);
    }
    boolean removes = before.admin() && !before.disabled() && (disabled || !isAdmin);
    if (removes && accounts.admins() <= 1) {
      throw lastAdmin();
    }
    if (request.hasDisabled()) {
      Audit.note(admin, disabled ? "disables" : "enables", user);
      accounts.setDisabled(user, disabled);
    }
    if (request.hasAdmin()) {
      Audit.note(admin, isAdmin ? "makes administrator" : "makes no administrator", user);
      accounts.setAdmin(user, isAdmin);
    }
    // Two who take each other's place away in the same moment both saw another one.
    if (removes && accounts.admins() == 0) {
      accounts.setAdmin(user, true);
      accounts.setDisabled(user, false);
      throw lastAdmin();
    }
    // Also where nothing changed: an earlier call may have failed to tell.
    if (request.hasDisabled() && disabled) {
      sessions.endAll(user, NoticeKind.ACCOUNT_CHANGED).join();
    } else if (request.hasDisabled() || request.hasAdmin()) {
      sessions.changed(user).join();
    }
    callers.forget(user);
    return UpdateAccountResponse.newBuilder()
        .setAccount(AccountMessages.account(account(request.getUser())))
        .build();
  }

  /** An administrator whom no password lets in would count as one, and could do nothing. */
  private void checkMayRunTheServer(UserName user) {
    if (accounts.passwordHash(user).isEmpty()) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "admin",
          "'"
              + user
              + "' comes in by an outside issuer's tokens, which never run the server (expected: an"
              + " account with a password)");
    }
  }

  private static Problem lastAdmin() {
    return Problem.of(
        Reason.LAST_ADMIN,
        "the server would have no administrator (expected: make another account one first)");
  }

  ResetPasswordResponse resetPassword(Admin admin, ResetPasswordRequest request) {
    UserName user = account(request.getUser()).user();
    Audit.note(admin, "resets the password of", user);
    entrance.resetPassword(user, request.getNewPassword()).join();
    callers.forget(user);
    return ResetPasswordResponse.getDefaultInstance();
  }

  ListAccountSessionsResponse sessions(Admin admin, ListAccountSessionsRequest request) {
    UserName user = account(request.getUser()).user();
    Audit.note(admin, "lists the sessions of", user);
    ListAccountSessionsResponse.Builder list = ListAccountSessionsResponse.newBuilder();
    accounts
        .sessions(user, clock.instant())
        .forEach(
            session ->
                list.addSessions(
                    AccountMessages.session(session, session.id().equals(admin.session().id()))));
    return list.build();
  }

  RevokeAccountSessionResponse revoke(Admin admin, RevokeAccountSessionRequest request) {
    UserName user = account(request.getUser()).user();
    if (request.getSession().isEmpty()) {
      Audit.note(admin, "ends all sessions of", user);
      sessions.endAll(user, NoticeKind.SESSION_REVOKED).join();
    } else {
      Audit.note(admin, "ends a session of", user);
      sessions.end(user, request.getSession()).join();
    }
    callers.forget(user);
    return RevokeAccountSessionResponse.getDefaultInstance();
  }

  private Account account(String name) {
    UserName user = Requests.user(name);
    return accounts
        .find(user)
        .orElseThrow(
            () ->
                Problem.of(
                    Reason.USER_NOT_FOUND,
                    "user",
                    "no account is called '" + user + "' (expected: the name of one)"));
  }
}
