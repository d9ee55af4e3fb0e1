package io.redfire.client;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Account;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateAccountResponse;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAccountsResponse;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListAllRoomsResponse;
import io.redfire.chat.v1.ModerateAnyMemberRequest;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an administrator may do, one call at a time. For one thread.
 *
 * <p>It needs a way to the server with an administrator's token, see {@link
 * ChannelFactory#withToken}. Changes of rooms get an id of their own where the request has none. A
 * failure is a {@link ChatException}: the server's refusal, or that of the last server tried.
 */
public final class AdminClient implements AutoCloseable {
  private final Calls calls;

  /**
   * @param deadline how long one server may take for one answer; what comes as a stream may take
   *     longer
   */
  public AdminClient(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
  }

  /** One page of the accounts. */
  public ListAccountsResponse accounts(ListAccountsRequest request) {
    return calls.ask(to -> stub(to).listAccounts(request));
  }

  /** Makes a code with which somebody may register. It is told this once. */
  public CreateAccountResponse createAccount(CreateAccountRequest request) {
    return calls.askOnce(to -> stub(to).createAccount(request));
  }

  /** Changes what the request sets. */
  public Account updateAccount(UpdateAccountRequest request) {
    return calls.ask(to -> stub(to).updateAccount(request)).getAccount();
  }

  /** Sets another password and ends all sessions of the account. */
  public void resetPassword(String user, String password) {
    ResetPasswordRequest request =
        ResetPasswordRequest.newBuilder().setUser(user).setNewPassword(password).build();
    calls.ask(to -> stub(to).resetPassword(request));
  }

  /** Sessions and tokens of an account. */
  public List<AccountSession> sessions(String user) {
    ListAccountSessionsRequest request =
        ListAccountSessionsRequest.newBuilder().setUser(user).build();
    return calls.ask(to -> stub(to).listAccountSessions(request)).getSessionsList();
  }

  /** Ends one session of an account, or all where none is named. */
  public void revoke(String user, String session) {
    RevokeAccountSessionRequest request =
        RevokeAccountSessionRequest.newBuilder().setUser(user).setSession(session).build();
    calls.ask(to -> stub(to).revokeAccountSession(request));
  }

  /** One page of all rooms. */
  public ListAllRoomsResponse rooms(ListAllRoomsRequest request) {
    return calls.ask(to -> stub(to).listAllRooms(request));
  }

  /** Changes a room as its owner could. */
  public Room updateRoom(UpdateRoomRequest changes) {
    return calls
        .change(
            changes.getId(),
            (to, id) ->
                stub(to)
                    .updateAnyRoom(
                        UpdateAnyRoomRequest.newBuilder()
                            .setUpdate(changes.toBuilder().setId(id))
                            .build()))
        .getRoom();
  }

  /** Moderates a member as the room's owner could. */
  public void moderate(ModerateMemberRequest moderation) {
    calls.change(
        moderation.getId(),
        (to, id) ->
            stub(to)
                .moderateAnyMember(
                    ModerateAnyMemberRequest.newBuilder()
                        .setModeration(moderation.toBuilder().setId(id))
                        .build()));
  }

  /** Says something to everyone. */
  public Accepted announce(String text) {
    AnnounceRequest.Builder request = AnnounceRequest.newBuilder().setText(text);
    return calls.change("", (to, id) -> stub(to).announce(request.setId(id).build())).getAccepted();
  }

  /**
   * A room as lines of JSON, with its attachments.
   *
   * @param lines is given whole lines, each with its line feed
   */
  public void export(String room, Consumer<ByteString> lines) {
    export(ExportRoomRequest.newBuilder().setRoom(room).build(), lines);
  }

  /**
   * A room as lines of JSON.
   *
   * @param lines is given whole lines, each with its line feed
   */
  public void export(ExportRoomRequest request, Consumer<ByteString> lines) {
    calls.stream(to -> untimed(to).exportRoom(request), part -> lines.accept(part.getLines()));
  }

  /**
   * Makes a room out of what {@link #export} gave.
   *
   * @param lines whole lines, each with its line feed, up to 32 KiB a piece
   * @throws InterruptedException if interrupted; then the call is cancelled
   */
  public ImportRoomResponse importRoom(String room, Iterator<ByteString> lines)
      throws InterruptedException {
    ManagedChannel to = calls.reached();
    return new RoomUpload(room, lines).run(AdminServiceGrpc.newStub(to));
  }

  /**
   * Erases the messages of a user, in all rooms where none is named.
   *
   * @param each is told room by room
   */
  public void eraseMessages(String user, String room, Consumer<EraseUserMessagesResponse> each) {
    EraseUserMessagesRequest request =
        EraseUserMessagesRequest.newBuilder().setUser(user).setRoom(room).build();
    calls.stream(to -> untimed(to).eraseUserMessages(request), each);
  }

  private static AdminServiceGrpc.AdminServiceBlockingStub untimed(ManagedChannel to) {
    return AdminServiceGrpc.newBlockingStub(to);
  }

  private AdminServiceGrpc.AdminServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(untimed(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
