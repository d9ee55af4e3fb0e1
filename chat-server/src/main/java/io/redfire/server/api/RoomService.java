package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateInviteResponse;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.CreateRoomResponse;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.InviteUserResponse;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.JoinRoomResponse;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.LeaveRoomResponse;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListInboxResponse;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.MarkReadResponse;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.ModerateMemberResponse;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.OpenDirectRoomResponse;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.SetRoleResponse;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.chat.v1.UpdateRoomResponse;
import io.redfire.core.account.Scope;
import io.redfire.core.log.RoomName;
import io.redfire.server.govern.Actor;
import io.redfire.server.govern.CallingActor;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomMoves;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.session.ReadMarks;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Waiting;
import java.util.function.Function;

/**
 * The rooms' side of the contract. Thread-safe. Its methods block on Redis, so gRPC calls them on
 * threads of their own; what they throw becomes the call's status.
 */
public final class RoomService extends RoomServiceGrpc.RoomServiceImplBase {
  private final Services services;
  private final RoomChanges changes;
  private final RoomMoves moves;
  private final RoomOrder order;
  private final RoomView view;
  private final MemberList members;
  private final Inbox inbox;
  private final ReadMarks marks;

  /** Makes changes by these. */
  public RoomService(Services services, RoomChanges changes, RoomMoves moves, RoomOrder order) {
    this.services = services;
    this.changes = changes;
    this.moves = moves;
    this.order = order;
    this.view = new RoomView(services.log());
    this.members = new MemberList(services.authority(), services.members());
    this.inbox = new Inbox(services.members());
    this.marks = new ReadMarks(services);
  }

  @Override
  public void createRoom(CreateRoomRequest request, StreamObserver<CreateRoomResponse> response) {
    Room room = change(actor -> changes.create(actor, request));
    Calls.answer(response, CreateRoomResponse.newBuilder().setRoom(room).build());
  }

  @Override
  public void openDirectRoom(
      OpenDirectRoomRequest request, StreamObserver<OpenDirectRoomResponse> response) {
    Room room = change(actor -> changes.openDirect(actor, request));
    Calls.answer(response, OpenDirectRoomResponse.newBuilder().setRoom(room).build());
  }

  @Override
  public void updateRoom(UpdateRoomRequest request, StreamObserver<UpdateRoomResponse> response) {
    Room room = change(actor -> changes.update(actor, request));
    Calls.answer(response, UpdateRoomResponse.newBuilder().setRoom(room).build());
  }

  @Override
  public void joinRoom(JoinRoomRequest request, StreamObserver<JoinRoomResponse> response) {
    Room room = change(actor -> moves.join(actor, request));
    Calls.answer(response, JoinRoomResponse.newBuilder().setRoom(room).build());
  }

  @Override
  public void leaveRoom(LeaveRoomRequest request, StreamObserver<LeaveRoomResponse> response) {
    moves.leave(actor(caller()), request);
    Calls.answer(response, LeaveRoomResponse.getDefaultInstance());
  }

  @Override
  public void inviteUser(InviteUserRequest request, StreamObserver<InviteUserResponse> response) {
    moves.invite(actor(caller()), request);
    Calls.answer(response, InviteUserResponse.getDefaultInstance());
  }

  @Override
  public void createInvite(
      CreateInviteRequest request, StreamObserver<CreateInviteResponse> response) {
    Calls.answer(response, moves.createInvite(actor(caller()), request));
  }

  @Override
  public void setRole(SetRoleRequest request, StreamObserver<SetRoleResponse> response) {
    order.setRole(actor(caller()), request);
    Calls.answer(response, SetRoleResponse.getDefaultInstance());
  }

  @Override
  public void moderateMember(
      ModerateMemberRequest request, StreamObserver<ModerateMemberResponse> response) {
    order.moderate(actor(caller()), request);
    Calls.answer(response, ModerateMemberResponse.getDefaultInstance());
  }

  @Override
  public void listMembers(
      ListMembersRequest request, StreamObserver<ListMembersResponse> response) {
    Calls.answer(response, members.page(caller(), request, services.requests().now()));
  }

  @Override
  public void listInbox(ListInboxRequest request, StreamObserver<ListInboxResponse> response) {
    Calls.answer(response, inbox.of(caller(), services.requests().now()));
  }

  @Override
  public void markRead(MarkReadRequest request, StreamObserver<MarkReadResponse> response) {
    Calls.answer(
        response,
        MarkReadResponse.newBuilder()
            .setMarked(Waiting.on(marks.mark(caller(), request.getMark())))
            .build());
  }

  /** Makes a change, and tells of the room as the caller may see it then. */
  private Room change(Function<Actor, RoomName> wish) {
    Caller caller = caller();
    if (caller instanceof Caller.SignedIn && !caller.has(Scope.ROOMS)) {
      // Before a code's use is taken, or a name is made of the caller's.
      throw Verdict.scopeMissing(Scope.ROOMS);
    }
    RoomName room = wish.apply(actor(caller));
    return view.of(
        caller, room, services.members().state(room, caller.user()), services.requests().now());
  }

  private Actor actor(Caller caller) {
    return new CallingActor(services.authority(), caller);
  }

  private Caller caller() {
    return Waiting.on(services.callers().identify(Credentials.current(), ""));
  }
}
