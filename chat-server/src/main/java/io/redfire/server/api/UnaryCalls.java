package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EditMessageResponse;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.EraseMessageResponse;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.GetRoomResponse;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.chat.v1.PinMessageRequest;
import io.redfire.chat.v1.PinMessageResponse;
import io.redfire.chat.v1.ReactToMessageRequest;
import io.redfire.chat.v1.ReactToMessageResponse;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SendMessageResponse;
import io.redfire.chat.v1.SendTypingRequest;
import io.redfire.chat.v1.SendTypingResponse;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.session.Services;
import io.redfire.server.session.TypingSigns;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;
import java.util.function.Function;

/**
 * The unary methods. Thread-safe. They may block on Redis, so gRPC calls them on threads of their
 * own; what they throw becomes the call's status.
 */
public final class UnaryCalls {
  private static final int DEFAULT_PAGE = 50;

  private final Services services;
  private final MessageLog log;
  private final Requests requests;
  private final TypingSigns typing;
  private final MessagePages pages;
  private final ThreadPages threads;
  private final PinPages pins;
  private final RoomList rooms;
  private final RoomView view;

  /** Answers with these. */
  public UnaryCalls(Services services) {
    this.services = services;
    this.log = services.log();
    this.requests = services.requests();
    this.typing = new TypingSigns(services.admission(), services.bus());
    this.pages = new MessagePages(log);
    this.threads = new ThreadPages(log);
    this.pins = new PinPages(log);
    this.rooms = new RoomList(log, services.members());
    this.view = new RoomView(log);
  }

  void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
    append(
        request.getUser(),
        user -> requests.send(user, request.getMessage()),
        request.getMessage().getAck(),
        response,
        accepted -> SendMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void editMessage(EditMessageRequest request, StreamObserver<EditMessageResponse> response) {
    append(
        request.getUser(),
        user -> requests.edit(user, request.getEdit()),
        request.getEdit().getAck(),
        response,
        accepted -> EditMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void eraseMessage(EraseMessageRequest request, StreamObserver<EraseMessageResponse> response) {
    append(
        request.getUser(),
        user -> requests.erasure(user, request.getErasure()),
        request.getErasure().getAck(),
        response,
        accepted -> EraseMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void reactToMessage(
      ReactToMessageRequest request, StreamObserver<ReactToMessageResponse> response) {
    append(
        request.getUser(),
        user -> requests.reaction(user, request.getReaction()),
        request.getReaction().getAck(),
        response,
        accepted -> ReactToMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void pinMessage(PinMessageRequest request, StreamObserver<PinMessageResponse> response) {
    append(
        request.getUser(),
        user -> requests.pin(user, request.getPin()),
        request.getPin().getAck(),
        response,
        accepted -> PinMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  private <T> void append(
      String named,
      Function<UserName, NewEntry> wish,
      AckTarget ack,
      StreamObserver<T> response,
      Function<Accepted, T> accepted) {
    Caller caller = caller(named);
    NewEntry entry = wish.apply(caller.user().orElseGet(() -> Requests.user(named)));
    int replicas = requests.replicas(ack);
    var unused =
        services
            .admission()
            .admit(caller, entry)
            .thenCompose(
                admitted ->
                    log.append(admitted, new Lane(), replicas)
                        .thenApply(appended -> Events.accepted(admitted, appended)))
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    response.onError(Problem.from(failure).toException());
                  } else {
                    Calls.answer(response, accepted.apply(answer));
                  }
                });
  }

  void sendTyping(SendTypingRequest request, StreamObserver<SendTypingResponse> response) {
    Caller caller = caller(request.getUser());
    UserName user = caller.user().orElseGet(() -> Requests.user(request.getUser()));
    var unused = Waiting.on(typing.say(caller, user, request.getTyping().getRoom(), ""));
    Calls.answer(response, SendTypingResponse.getDefaultInstance());
  }

  void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> response) {
    mayReadPage(request.getRoom());
    Calls.answer(response, pages.page(request, pageSize(request.getPageSize())));
  }

  void listThread(ListThreadRequest request, StreamObserver<ListThreadResponse> response) {
    mayReadPage(request.getRoom());
    Calls.answer(response, threads.page(request, pageSize(request.getPageSize())));
  }

  void listPins(ListPinsRequest request, StreamObserver<ListPinsResponse> response) {
    mayReadPage(request.getRoom());
    Calls.answer(response, pins.page(request, pageSize(request.getPageSize())));
  }

  void getRoom(GetRoomRequest request, StreamObserver<GetRoomResponse> response) {
    RoomName name = Requests.room(request.getRoom());
    RoomState state = mayRead(caller(""), name);
    Calls.answer(response, GetRoomResponse.newBuilder().setRoom(view.of(name, state)).build());
  }

  void listRooms(ListRoomsRequest request, StreamObserver<ListRoomsResponse> response) {
    Caller caller = caller("");
    var unused = Waiting.on(services.admission().page(caller, Credentials.current()));
    int size = pageSize(request.getPageSize());
    Calls.answer(response, rooms.page(caller, request, size, requests.now()));
  }

  private void mayReadPage(String room) {
    // Now, since what comes after the answer may run on a thread that serves no call.
    Credentials credentials = Credentials.current();
    Caller caller = caller("");
    var unused =
        Waiting.on(
            services
                .authority()
                .authorize(caller, Action.READ, Requests.room(room))
                .thenCompose(state -> services.admission().page(caller, credentials)));
  }

  private Caller caller(String named) {
    return Waiting.on(services.callers().identify(Credentials.current(), named));
  }

  private RoomState mayRead(Caller caller, RoomName room) {
    return Waiting.on(services.authority().authorize(caller, Action.READ, room));
  }

  private static int pageSize(int wanted) {
    return wanted == 0 ? DEFAULT_PAGE : (int) Math.min(Integer.toUnsignedLong(wanted), Limit.PAGE);
  }
}
