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
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SendMessageResponse;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The unary methods. Thread-safe. They may block on Redis, so gRPC calls them on threads of their
 * own; what they throw becomes the call's status.
 */
public final class UnaryCalls {
  private static final int DEFAULT_PAGE = 50;

  private final MessageLog log;
  private final Requests requests;
  private final MessagePages pages;

  /** Answers from this log. */
  public UnaryCalls(MessageLog log, Requests requests) {
    this.log = log;
    this.requests = requests;
    this.pages = new MessagePages(log);
  }

  void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
    append(
        requests.message(Requests.user(request.getUser()), request.getMessage()),
        request.getMessage().getAck(),
        response,
        accepted -> SendMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void editMessage(EditMessageRequest request, StreamObserver<EditMessageResponse> response) {
    append(
        requests.edit(Requests.user(request.getUser()), request.getEdit()),
        request.getEdit().getAck(),
        response,
        accepted -> EditMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  void eraseMessage(EraseMessageRequest request, StreamObserver<EraseMessageResponse> response) {
    append(
        requests.erasure(Requests.user(request.getUser()), request.getErasure()),
        request.getErasure().getAck(),
        response,
        accepted -> EraseMessageResponse.newBuilder().setAccepted(accepted).build());
  }

  private <T> void append(
      NewEntry entry, AckTarget ack, StreamObserver<T> response, Function<Accepted, T> accepted) {
    var unused =
        log.append(entry, new Lane(), requests.replicas(ack))
            .whenComplete(
                (appended, failure) -> {
                  if (failure != null) {
                    response.onError(Problem.from(failure).toException());
                  } else {
                    answer(response, accepted.apply(Events.accepted(entry, appended)));
                  }
                });
  }

  void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> response) {
    answer(response, pages.page(request, pageSize(request.getPageSize())));
  }

  void getRoom(GetRoomRequest request, StreamObserver<GetRoomResponse> response) {
    RoomName room = Requests.room(request.getRoom());
    answer(response, GetRoomResponse.newBuilder().setRoom(room(room)).build());
  }

  void listRooms(ListRoomsRequest request, StreamObserver<ListRoomsResponse> response) {
    int size = pageSize(request.getPageSize());
    Optional<RoomName> after =
        request.getPageToken().isEmpty()
            ? Optional.empty()
            : Optional.of(pageToken(request.getPageToken()));
    List<RoomName> names = log.rooms(after, size);
    ListRoomsResponse.Builder page = ListRoomsResponse.newBuilder();
    for (RoomName name : names) {
      try {
        page.addRooms(room(name));
      } catch (LogException failure) {
        if (failure.reason() != LogException.Reason.NOT_A_LOG) {
          throw Problem.of(failure);
        }
      }
    }
    if (names.size() == size) {
      page.setNextPageToken(names.get(size - 1).value());
    }
    answer(response, page.build());
  }

  private static RoomName pageToken(String token) {
    try {
      return new RoomName(token);
    } catch (InvalidName notOurs) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
  }

  private Room room(RoomName name) {
    return Room.newBuilder()
        .setName(name.value())
        .setBounds(Events.bounds(log.bounds(name)))
        .build();
  }

  private static int pageSize(int wanted) {
    return wanted == 0 ? DEFAULT_PAGE : (int) Math.min(Integer.toUnsignedLong(wanted), Limit.PAGE);
  }

  private static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }
}
