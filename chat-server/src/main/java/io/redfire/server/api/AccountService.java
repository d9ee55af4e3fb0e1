package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.ChangePasswordResponse;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.GetAccountResponse;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.ListSessionsResponse;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogInResponse;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.LogOutResponse;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.chat.v1.RevokeSessionRequest;
import io.redfire.chat.v1.RevokeSessionResponse;
import io.redfire.chat.v1.UpdateProfileRequest;
import io.redfire.chat.v1.UpdateProfileResponse;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.account.oidc.IssuedAccounts;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The accounts' side of the contract. Thread-safe; no method waits, since a password takes its time
 * and must not keep a thread from the chat.
 */
public final class AccountService extends AccountServiceGrpc.AccountServiceImplBase {
  private final Accounts accounts;
  private final Callers callers;
  private final Entrance entrance;
  private final SessionDesk sessions;
  private final Clock clock;
  private final Executor blocking;

  /**
   * Serves these accounts.
   *
   * @param blocking runs what blocks on Redis
   */
  public AccountService(
      Accounts accounts,
      Callers callers,
      Entrance entrance,
      SessionDesk sessions,
      Clock clock,
      Executor blocking) {
    this.accounts = accounts;
    this.callers = callers;
    this.entrance = entrance;
    this.sessions = sessions;
    this.clock = clock;
    this.blocking = blocking;
  }

  @Override
  public void register(RegisterRequest request, StreamObserver<RegisterResponse> response) {
    Entrance.Applicant applicant =
        new Entrance.Applicant(
            Requests.user(request.getUser()),
            request.getPassword(),
            AccountMessages.label("display_name", request.getDisplayName()),
            AccountMessages.label("device", request.getDevice()),
            AccountMessages.code(request.getCode()),
            Credentials.current().address());
    answer(
        response,
        entrance
            .register(applicant)
            .thenApply(
                begun -> {
                  // No guest has the name any more.
                  callers.forget(begun.account().user());
                  return RegisterResponse.newBuilder()
                      .setAccount(AccountMessages.account(begun.account()))
                      .setSession(AccountMessages.session(begun.session(), true))
                      .setToken(begun.token().text())
                      .build();
                }));
  }

  @Override
  public void logIn(LogInRequest request, StreamObserver<LogInResponse> response) {
    answer(
        response,
        entrance
            .logIn(
                Requests.user(request.getUser()),
                request.getPassword(),
                AccountMessages.label("device", request.getDevice()),
                Credentials.current().address())
            .thenApply(
                begun ->
                    LogInResponse.newBuilder()
                        .setAccount(AccountMessages.account(begun.account()))
                        .setSession(AccountMessages.session(begun.session(), true))
                        .setToken(begun.token().text())
                        .build()));
  }

  @Override
  public void logOut(LogOutRequest request, StreamObserver<LogOutResponse> response) {
    answer(
        response,
        signedIn()
            .thenCompose(caller -> end(caller, caller.session().id()))
            .thenApply(ended -> LogOutResponse.getDefaultInstance()));
  }

  @Override
  public void revokeSession(
      RevokeSessionRequest request, StreamObserver<RevokeSessionResponse> response) {
    answer(
        response,
        signedIn(Scope.ACCOUNT)
            .thenCompose(caller -> end(caller, request.getSession()))
            .thenApply(ended -> RevokeSessionResponse.getDefaultInstance()));
  }

  private CompletableFuture<?> end(Identity caller, String session) {
    if (session.equals(caller.session().id()) && IssuedAccounts.isIssued(caller.session())) {
      throw Problem.of(
          Reason.SESSION_NOT_FOUND,
          "session",
          "of an outside issuer's token (expected: let the issuer end it, or its time)");
    }
    UserName user = caller.account().user();
    return sessions.end(user, session).thenRun(() -> callers.forget(user));
  }

  @Override
  public void changePassword(
      ChangePasswordRequest request, StreamObserver<ChangePasswordResponse> response) {
    answer(
        response,
        signedIn(Scope.ACCOUNT)
            .thenCompose(
                caller ->
                    entrance
                        .changePassword(caller, request.getOldPassword(), request.getNewPassword())
                        .thenRun(() -> callers.forget(caller.account().user())))
            .thenApply(changed -> ChangePasswordResponse.getDefaultInstance()));
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<GetAccountResponse> response) {
    answer(
        response,
        signedIn()
            .thenApply(
                caller ->
                    GetAccountResponse.newBuilder()
                        .setAccount(AccountMessages.account(caller.account()))
                        .build()));
  }

  @Override
  public void updateProfile(
      UpdateProfileRequest request, StreamObserver<UpdateProfileResponse> response) {
    String displayName = AccountMessages.label("display_name", request.getDisplayName());
    answer(
        response,
        signedIn(Scope.ACCOUNT)
            .thenApplyAsync(caller -> named(caller.account(), displayName), blocking)
            .thenApply(
                account ->
                    UpdateProfileResponse.newBuilder()
                        .setAccount(AccountMessages.account(account))
                        .build()));
  }

  private Account named(Account account, String displayName) {
    UserName user = account.user();
    var unused = accounts.setDisplayName(user, displayName);
    callers.forget(user);
    return new Account(user, displayName, account.admin(), account.disabled(), account.createdAt());
  }

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> response) {
    answer(response, signedIn(Scope.ACCOUNT).thenApplyAsync(this::list, blocking));
  }

  private ListSessionsResponse list(Identity caller) {
    AccountSession own = caller.session();
    ListSessionsResponse.Builder list = ListSessionsResponse.newBuilder();
    if (IssuedAccounts.isIssued(own)) {
      list.addSessions(AccountMessages.session(own, true));
    }
    List<AccountSession> stored = accounts.sessions(caller.account().user(), clock.instant());
    stored.forEach(
        session ->
            list.addSessions(AccountMessages.session(session, session.id().equals(own.id()))));
    return list.build();
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> response) {
    String name = AccountMessages.tokenName(request.getName());
    Set<Scope> scopes = AccountMessages.scopes(request.getScopesList());
    Duration lifetime = AccountMessages.lifetime(request);
    answer(
        response,
        caller()
            .thenCompose(
                caller -> {
                  Identity identity = maker(caller, scopes);
                  // What is remembered of the caller may be over: once more when the token is
                  // there, since from then on whatever ends the caller ends the token as well.
                  return sessions.beginToken(
                      identity.account(),
                      name,
                      scopes,
                      lifetime,
                      latest(identity.session()),
                      () -> callers.reverify(caller).thenApply(now -> maker(now, scopes)));
                })
            .thenApply(
                begun ->
                    CreateTokenResponse.newBuilder()
                        .setSession(AccountMessages.session(begun.session(), false))
                        .setToken(begun.token().text())
                        .build()));
  }

  /** Who may make a token with these scopes. */
  private static Identity maker(Caller caller, Set<Scope> scopes) {
    Identity identity = identity(caller, Scope.ACCOUNT);
    scopes.forEach(scope -> require(caller, scope));
    return identity;
  }

  /** What was lent for a time lends nothing for longer; a device may, its owner's password did. */
  private static Optional<Instant> latest(AccountSession maker) {
    return maker.token() || IssuedAccounts.isIssued(maker)
        ? Optional.of(maker.expiresAt())
        : Optional.empty();
  }

  private CompletableFuture<Caller> caller() {
    Credentials credentials = Credentials.current();
    if (credentials.token().isEmpty()) {
      throw Problem.of(Reason.LOGIN_REQUIRED, "guests have no account (expected: a token)");
    }
    return callers.identify(credentials, "");
  }

  private CompletableFuture<Identity> signedIn(Scope... needed) {
    return caller().thenApply(caller -> identity(caller, needed));
  }

  private static Identity identity(Caller caller, Scope... needed) {
    if (!(caller instanceof Caller.SignedIn known)) {
      throw Problem.of(Reason.LOGIN_REQUIRED, "guests have no account (expected: a token)");
    }
    for (Scope scope : needed) {
      require(caller, scope);
    }
    return known.identity();
  }

  private static void require(Caller caller, Scope scope) {
    if (!caller.has(scope)) {
      String name = AccountMessages.scope(scope).name();
      throw Problem.of(
              Reason.SCOPE_MISSING,
              "the token is not good for " + name + " (expected: one that is)")
          .with("scope", name);
    }
  }

  private static <T> void answer(StreamObserver<T> response, CompletableFuture<T> outcome) {
    var unused =
        outcome.whenComplete(
            (message, failure) -> {
              if (failure != null) {
                response.onError(Problem.from(failure).toException());
              } else {
                response.onNext(message);
                response.onCompleted();
              }
            });
  }
}
