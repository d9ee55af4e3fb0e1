package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateInviteResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.chat.v1.MarkDeliveredRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.PresenceSetting;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SetPresenceRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.time.Duration;
import java.util.List;

/**
 * Rooms with members and rules, and the user's inbox, one call at a time. For one thread.
 *
 * <p>It needs a way to the server with a token, see {@link ChannelFactory#withToken}. Changes get
 * an id of their own where the request has none, by the server's time, so that each is made once. A
 * failure is a {@link ChatException}: the server's refusal, or that of the last server tried.
 */
public final class RoomClient implements AutoCloseable {
  private final Calls calls;

  /**
   * @param deadline how long one server may take for one answer
   */
  public RoomClient(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
  }

  /** Creates a room, which the caller owns. */
  public Room create(String room, RoomRules rules) {
    CreateRoomRequest.Builder request =
        CreateRoomRequest.newBuilder().setRoom(room).setRules(rules);
    return calls.change("", (to, id) -> stub(to).createRoom(request.setId(id).build())).getRoom();
  }

  /** The room of the caller and another user, created where there is none. */
  public Room openDirect(String user) {
    OpenDirectRoomRequest.Builder request = OpenDirectRoomRequest.newBuilder().setUser(user);
    return calls
        .change("", (to, id) -> stub(to).openDirectRoom(request.setId(id).build()))
        .getRoom();
  }

  /** Changes what the request sets. */
  public Room update(UpdateRoomRequest changes) {
    UpdateRoomRequest.Builder request = changes.toBuilder();
    return calls
        .change(changes.getId(), (to, id) -> stub(to).updateRoom(request.setId(id).build()))
        .getRoom();
  }

  /**
   * Joins a room.
   *
   * @param room may be empty with a code
   * @param code of an invitation; may be empty with a room
   */
  public Room join(String room, String code) {
    JoinRoomRequest.Builder request = JoinRoomRequest.newBuilder().setRoom(room).setCode(code);
    return calls.change("", (to, id) -> stub(to).joinRoom(request.setId(id).build())).getRoom();
  }

  /** Leaves a room. */
  public void leave(String room) {
    LeaveRoomRequest.Builder request = LeaveRoomRequest.newBuilder().setRoom(room);
    calls.change("", (to, id) -> stub(to).leaveRoom(request.setId(id).build()));
  }

  /** Lets a user join. */
  public void invite(String room, String user) {
    InviteUserRequest.Builder request = InviteUserRequest.newBuilder().setRoom(room).setUser(user);
    calls.change("", (to, id) -> stub(to).inviteUser(request.setId(id).build()));
  }

  /** Makes a code that lets whoever has it join. It is told this once. */
  public CreateInviteResponse createInvite(CreateInviteRequest request) {
    return calls.askOnce(to -> stub(to).createInvite(request));
  }

  /** Gives a member another role. */
  public void setRole(String room, String user, Role role) {
    SetRoleRequest.Builder request =
        SetRoleRequest.newBuilder().setRoom(room).setUser(user).setRole(role);
    calls.change("", (to, id) -> stub(to).setRole(request.setId(id).build()));
  }

  /** Kicks, bans, mutes, or lifts a ban or mute. */
  public void moderate(ModerateMemberRequest moderation) {
    ModerateMemberRequest.Builder request = moderation.toBuilder();
    calls.change(
        moderation.getId(), (to, id) -> stub(to).moderateMember(request.setId(id).build()));
  }

  /** One page of the members. */
  public ListMembersResponse members(ListMembersRequest request) {
    return calls.ask(to -> stub(to).listMembers(request));
  }

  /** All rooms that the caller is a member of or invited to. */
  public List<InboxRoom> inbox() {
    return calls
        .ask(to -> stub(to).listInbox(ListInboxRequest.getDefaultInstance()))
        .getRoomsList();
  }

  /** Tells how far the caller has read; returns where the mark is now. */
  public long markRead(ReadMark mark) {
    MarkReadRequest request = MarkReadRequest.newBuilder().setMark(mark).build();
    return calls.ask(to -> stub(to).markRead(request)).getMarked().getSeq();
  }

  /** Tells how far a room was delivered to the caller; returns the caller's marks there. */
  public Receipt markDelivered(DeliveryMark mark) {
    MarkDeliveredRequest request = MarkDeliveredRequest.newBuilder().setMark(mark).build();
    return calls.ask(to -> presence(to).markDelivered(request)).getReceipt();
  }

  /** One page of how far the members of a room have read. */
  public ListReceiptsResponse receipts(ListReceiptsRequest request) {
    return calls.ask(to -> presence(to).listReceipts(request));
  }

  /** How users are seen, in this order. */
  public List<Presence> presence(List<String> users) {
    GetPresenceRequest request = GetPresenceRequest.newBuilder().addAllUsers(users).build();
    return calls.ask(to -> presence(to).getPresence(request)).getPresencesList();
  }

  /** Shows the caller for a minute; returns how the caller is seen then. */
  public Presence show(PresenceState state) {
    SetPresenceRequest request =
        SetPresenceRequest.newBuilder()
            .setSetting(PresenceSetting.newBuilder().setState(state))
            .build();
    return calls.ask(to -> presence(to).setPresence(request)).getPresence();
  }

  private PresenceServiceGrpc.PresenceServiceBlockingStub presence(ManagedChannel to) {
    return calls.timed(PresenceServiceGrpc.newBlockingStub(to));
  }

  private RoomServiceGrpc.RoomServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(RoomServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
