package io.redfire.server.session;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.Pong;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.RoomUnsubscription;
import io.redfire.chat.v1.Unsubscribed;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one {@code Connect} stream: takes each frame to the session's loop, carries
 * it out there, and answers it.
 *
 * <p>gRPC calls it from one thread at a time.
 */
final class ConnectStream implements StreamObserver<ConnectRequest> {
  /** Stands for a frame that could not be read. */
  static final ConnectRequest MALFORMED = ConnectRequest.newBuilder().build();

  private final Session session;
  private final MessageLog log;
  private final Requests requests;
  private final Welcome welcome;
  private @Nullable UserName user;

  private final Lane lane = new Lane();

  ConnectStream(Session session, MessageLog log, Requests requests, Welcome welcome) {
    this.session = session;
    this.log = log;
    this.requests = requests;
    this.welcome = welcome;
  }

  @Override
  public void onNext(ConnectRequest frame) {
    session.run(
        () -> {
          session.begin();
          try {
            handle(frame);
          } catch (Problem problem) {
            session.answer(Events.failed(frame.getRequest(), problem));
          }
        });
  }

  @Override
  public void onError(Throwable cancelled) {
    session.endSoon();
  }

  @Override
  public void onCompleted() {
    session.run(session::halfClose);
  }

  @SuppressWarnings("ReferenceEquality") // An empty frame is equal to it, and yet can be read.
  private void handle(ConnectRequest frame) {
    if (frame == MALFORMED) {
      throw Problem.of(
          Reason.MALFORMED_REQUEST, "frame", "not a ConnectRequest, or text that is not UTF-8");
    }
    UserName known = user;
    if (known == null) {
      if (frame.getFrameCase() != ConnectRequest.FrameCase.HELLO) {
        session.fail(
            Problem.of(Reason.HELLO_EXPECTED, "frame", "first on a stream (expected: hello)"));
        return;
      }
      hello(frame.getRequest(), frame.getHello());
      return;
    }
    switch (frame.getFrameCase()) {
      case SUBSCRIBE -> subscribe(frame.getRequest(), frame.getSubscribe());
      case UNSUBSCRIBE -> unsubscribe(frame.getRequest(), frame.getUnsubscribe());
      case SEND ->
          append(
              frame.getRequest(),
              requests.message(known, frame.getSend()),
              frame.getSend().getAck());
      case EDIT ->
          append(
              frame.getRequest(), requests.edit(known, frame.getEdit()), frame.getEdit().getAck());
      case ERASE ->
          append(
              frame.getRequest(),
              requests.erasure(known, frame.getErase()),
              frame.getErase().getAck());
      case PING ->
          session.answer(
              answer(frame.getRequest())
                  .setPong(Pong.newBuilder().setServerTime(Events.timestamp(requests.now())))
                  .build());
      case HELLO -> throw Problem.of(Reason.HELLO_REPEATED, "frame", "hello came before");
      case FRAME_NOT_SET ->
          throw Problem.of(Reason.UNKNOWN_FRAME, "frame", "none that this server knows");
    }
  }

  private void hello(long request, Hello hello) {
    try {
      user = Requests.user(hello.getUser());
      int rooms = hello.getSubscriptionsCount();
      if (rooms > Limit.ROOMS_PER_STREAM) {
        throw Problem.of(
            Reason.TOO_MANY_ROOMS,
            "subscriptions",
            rooms + " rooms (expected: at most " + Limit.ROOMS_PER_STREAM + ")");
      }
    } catch (Problem problem) {
      // Without a good first frame there is nothing that this stream could go on with.
      session.fail(problem);
      return;
    }
    session.answer(
        answer(request)
            .setWelcome(welcome.toBuilder().setServerTime(Events.timestamp(requests.now())).build())
            .build());
    for (RoomSubscription wish : hello.getSubscriptionsList()) {
      session
          .subscriptions()
          .add(
              wish,
              subscribed -> session.tell(answer(request).setSubscribed(subscribed).build()),
              problem ->
                  session.tell(Events.failed(request, problem.with("room", wish.getRoom()))));
    }
  }

  private void subscribe(long request, RoomSubscription wish) {
    session
        .subscriptions()
        .add(
            wish,
            subscribed -> session.answer(answer(request).setSubscribed(subscribed).build()),
            problem -> session.answer(Events.failed(request, problem)));
  }

  private void unsubscribe(long request, RoomUnsubscription wish) {
    RoomName room = Requests.room(wish.getRoom());
    if (!session.subscriptions().remove(room)) {
      throw Problem.of(Reason.NOT_SUBSCRIBED, "room", "'" + room + "' is not followed here");
    }
    session.answer(
        answer(request).setUnsubscribed(Unsubscribed.newBuilder().setRoom(room.value())).build());
  }

  private void append(long request, NewEntry entry, AckTarget ack) {
    if (session.isStopping()) {
      throw Problem.of(Reason.STOPPING, "the server is stopping; connect again");
    }
    var unused =
        log.append(entry, lane, requests.replicas(ack))
            .whenComplete(
                (appended, failure) -> {
                  Problem problem = failure == null ? null : Problem.from(failure);
                  session.run(
                      () ->
                          session.answer(
                              problem != null
                                  ? Events.failed(request, problem)
                                  : answer(request)
                                      .setAccepted(Events.accepted(entry, appended))
                                      .build()));
                });
  }

  private static Event.Builder answer(long request) {
    return Event.newBuilder().setRequest(request);
  }
}
