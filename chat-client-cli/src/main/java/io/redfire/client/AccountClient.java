package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Account;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogInResponse;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.chat.v1.RevokeSessionRequest;
import io.redfire.chat.v1.UpdateProfileRequest;
import java.time.Duration;
import java.util.List;

/**
 * The user's own account and sessions, one call at a time. For one thread.
 *
 * <p>All but {@link #register} and {@link #logIn} need a way to the server with a token, see {@link
 * ChannelFactory#withToken}. A failure is a {@link ChatException}: the server's refusal, or that of
 * the last server tried. What makes something new is never asked for twice.
 */
public final class AccountClient implements AutoCloseable {
  private final Calls calls;

  /**
   * @param deadline how long one server may take for one answer
   * @throws ChatException if passwords would go unencrypted to another machine, see {@link
   *     ChannelFactory#allowingSecrets}
   */
  public AccountClient(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    servers.forEach(channels::checkSecrets);
    this.calls = new Calls(servers, channels, deadline);
  }

  /** Makes an account and logs in. */
  public RegisterResponse register(RegisterRequest request) {
    return calls.askOnce(to -> stub(to).register(request));
  }

  /** Begins a session. */
  public LogInResponse logIn(LogInRequest request) {
    return calls.askOnce(to -> stub(to).logIn(request));
  }

  /** Ends the session of the token. */
  public void logOut() {
    calls.ask(to -> stub(to).logOut(LogOutRequest.getDefaultInstance()));
  }

  /** Sets another password, which ends all other sessions. */
  public void changePassword(String oldPassword, String newPassword) {
    ChangePasswordRequest request =
        ChangePasswordRequest.newBuilder()
            .setOldPassword(oldPassword)
            .setNewPassword(newPassword)
            .build();
    calls.askOnce(to -> stub(to).changePassword(request));
  }

  /** Whose token it is. */
  public Account account() {
    return calls
        .ask(to -> stub(to).getAccount(GetAccountRequest.getDefaultInstance()))
        .getAccount();
  }

  /** Changes what others are shown of the user. */
  public Account displayName(String name) {
    UpdateProfileRequest request = UpdateProfileRequest.newBuilder().setDisplayName(name).build();
    return calls.ask(to -> stub(to).updateProfile(request)).getAccount();
  }

  /** The user's sessions and tokens, newest first. */
  public List<AccountSession> sessions() {
    return calls
        .ask(to -> stub(to).listSessions(ListSessionsRequest.getDefaultInstance()))
        .getSessionsList();
  }

  /** Ends one of them. */
  public void revoke(String session) {
    RevokeSessionRequest request = RevokeSessionRequest.newBuilder().setSession(session).build();
    calls.ask(to -> stub(to).revokeSession(request));
  }

  /** Makes a token for a bot. It is told this once. */
  public CreateTokenResponse createToken(CreateTokenRequest request) {
    return calls.askOnce(to -> stub(to).createToken(request));
  }

  private AccountServiceGrpc.AccountServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(AccountServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
