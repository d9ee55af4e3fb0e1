package io.redfire.system;

import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Ping;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.RoomUnsubscription;
import io.redfire.chat.v1.Subscribed;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Connect} stream without any cleverness: says what the test says, and records what comes.
 * It neither reconnects nor resumes nor sends again.
 *
 * <p>Any thread may use it.
 */
final class StreamProbe implements AutoCloseable {
  private final Recording recording = new Recording();
  private final AtomicLong lastRequest = new AtomicLong();
  private final Inbound inbound = new Inbound();
  private final ClientCallStreamObserver<ConnectRequest> outbound;
  private boolean closed;

  private StreamProbe(Channel channel) {
    outbound =
        (ClientCallStreamObserver<ConnectRequest>)
            ChatServiceGrpc.newStub(channel).connect(inbound);
  }

  /** Opens a stream and says nothing on it yet. */
  static StreamProbe open(Channel channel) {
    return new StreamProbe(channel);
  }

  /** Says hello, and waits for the welcome and for each room to be followed. */
  StreamProbe hello(String user, RoomSubscription... rooms) {
    long request =
        ask(
            frame ->
                frame.setHello(
                    Hello.newBuilder().setUser(user).addAllSubscriptions(List.of(rooms))));
    var unused = recording.await("the welcome", e -> e.hasWelcome() && e.getRequest() == request);
    for (RoomSubscription wish : rooms) {
      String room = wish.getRoom();
      unused =
          recording.await(
              "following " + room,
              e -> e.hasSubscribed() && e.getSubscribed().getRoom().equals(room));
    }
    return this;
  }

  /** Sends a frame; its number is returned. */
  long ask(UnaryOperator<ConnectRequest.Builder> frame) {
    synchronized (outbound) {
      long request = lastRequest.incrementAndGet();
      outbound.onNext(frame.apply(ConnectRequest.newBuilder().setRequest(request)).build());
      return request;
    }
  }

  /** Waits for the answer to a frame. */
  Event answer(long request) {
    return recording.await("the answer to " + request, event -> event.getRequest() == request);
  }

  /** Follows a room and waits until it is followed. */
  Subscribed follow(RoomSubscription wish) {
    return answer(ask(frame -> frame.setSubscribe(wish))).getSubscribed();
  }

  /** Stops following a room; the answer. */
  Event unfollow(String room) {
    return answer(
        ask(frame -> frame.setUnsubscribe(RoomUnsubscription.newBuilder().setRoom(room))));
  }

  /** Sends a message under this id; the frame's number. */
  long send(String room, String id, String text) {
    return ask(
        frame -> frame.setSend(OutgoingMessage.newBuilder().setRoom(room).setId(id).setText(text)));
  }

  /** Sends a message and waits until it is accepted. */
  Accepted say(String room, String text) {
    return say(room, "", text);
  }

  /** Sends a message under this id and waits until it is accepted. */
  Accepted say(String room, String id, String text) {
    Event answer = answer(send(room, id, text));
    if (!answer.hasAccepted()) {
      throw new AssertionError("not accepted: " + answer);
    }
    return answer.getAccepted();
  }

  /** Asks whether the stream is alive and waits for the answer. */
  void ping() {
    if (!answer(ask(frame -> frame.setPing(Ping.getDefaultInstance()))).hasPong()) {
      throw new AssertionError("no pong");
    }
  }

  /** What came so far. */
  Recording heard() {
    return recording;
  }

  /** Takes no further frame from the connection, as a client that is busy or asleep. */
  void stopReading() {
    inbound.pause();
  }

  void goOnReading() {
    inbound.goOn();
  }

  /** Ends the stream at once, as a client that is gone. */
  void cut() {
    outbound.cancel("the test cuts it", null);
  }

  /** Says that nothing more comes; the server ends the stream when all is answered. */
  @Override
  public void close() {
    synchronized (outbound) {
      if (!closed && !recording.hasEnded()) {
        closed = true;
        outbound.onCompleted();
      }
    }
  }

  private final class Inbound implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
    private @Nullable ClientCallStreamObserver<ConnectRequest> call;
    private boolean paused;
    private boolean owed;

    @Override
    public void beforeStart(ClientCallStreamObserver<ConnectRequest> starting) {
      call = starting;
      starting.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(ConnectResponse frame) {
      recording.add(frame.getEventsList());
      synchronized (this) {
        if (paused) {
          owed = true;
        } else {
          request();
        }
      }
    }

    synchronized void pause() {
      paused = true;
    }

    synchronized void goOn() {
      paused = false;
      if (owed) {
        owed = false;
        request();
      }
    }

    private void request() {
      if (call != null) {
        call.request(1);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      recording.failed(thrown);
    }

    @Override
    public void onCompleted() {
      recording.completed();
    }
  }
}
