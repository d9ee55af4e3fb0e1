package io.redfire.naive;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceImplBase;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.CursorToken;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** As much of the contract as the load tool needs: {@code Connect}, from now on. Thread-safe. */
final class NaiveChat extends ChatServiceImplBase {
  private final MessageLog log;
  private final MessageBus bus;
  private final Requests requests = new Requests(Clock.systemUTC(), 0);
  private final Map<RoomName, List<Stream>> followers = new ConcurrentHashMap<>();

  NaiveChat(MessageLog log, MessageBus bus) {
    this.log = log;
    this.bus = bus;
  }

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> client) {
    return new Stream(client);
  }

  private List<Stream> followersOf(RoomName room) {
    return followers.computeIfAbsent(
        room,
        name -> {
          List<Stream> streams = new CopyOnWriteArrayList<>();
          bus.subscribe(name, new Fanout(name, streams)).join();
          return streams;
        });
  }

  /** What this class is there for: a message of its own for each stream. */
  private record Fanout(RoomName room, List<Stream> streams) implements MessageBus.Listener {
    @Override
    public void onLine(byte[] line) {
      EntryCodec.claim(line)
          .ifPresent(
              at -> {
                Position before = new Position(at.seq() - 1, Position.UNKNOWN_TAG);
                Entry entry = EntryCodec.decode(before, line);
                for (Stream stream : streams) {
                  stream.tell(Event.newBuilder().setEntry(Events.entry(room, entry)));
                }
              });
    }

    @Override
    public void onRestored() {}
  }

  /** One client. gRPC calls it from one thread at a time; the bus and the log tell it things. */
  private final class Stream implements StreamObserver<ConnectRequest> {
    private final StreamObserver<ConnectResponse> client;
    private final Lane lane = new Lane();
    private @Nullable UserName user;

    Stream(StreamObserver<ConnectResponse> client) {
      this.client = client;
    }

    synchronized void tell(Event.Builder event) {
      try {
        client.onNext(ConnectResponse.newBuilder().addEvents(event).build());
      } catch (IllegalStateException | io.grpc.StatusRuntimeException gone) {
        forget();
      }
    }

    @Override
    public void onNext(ConnectRequest frame) {
      Event.Builder answer = Event.newBuilder().setRequest(frame.getRequest());
      UserName known = user;
      switch (frame.getFrameCase()) {
        case HELLO -> {
          user = new UserName(frame.getHello().getUser());
          tell(answer.setWelcome(welcome()));
          frame.getHello().getSubscriptionsList().forEach(wish -> follow(frame, wish));
        }
        case SUBSCRIBE -> follow(frame, frame.getSubscribe());
        case SEND -> {
          if (known != null) {
            send(answer, requests.message(known, frame.getSend()));
          }
        }
        default -> throw Status.UNIMPLEMENTED.asRuntimeException();
      }
    }

    private Welcome welcome() {
      Timestamp now = Events.timestamp(requests.now());
      return Welcome.newBuilder()
          .setServerTime(now)
          .setLimits(Limit.toProto(Limit.TEXT_BYTES))
          .build();
    }

    /** Holds back what is heard meanwhile, so that it comes after the answer. */
    private synchronized void follow(ConnectRequest frame, RoomSubscription wish) {
      RoomName room = new RoomName(wish.getRoom());
      followersOf(room).add(this);
      Bounds bounds = log.bounds(room);
      Subscribed.Builder subscribed =
          Subscribed.newBuilder()
              .setRoom(wish.getRoom())
              .setBounds(Events.bounds(bounds))
              .setCursor(CursorToken.of(bounds.head()));
      tell(Event.newBuilder().setRequest(frame.getRequest()).setSubscribed(subscribed));
      tell(Event.newBuilder().setCaughtUp(Events.caughtUp(room, bounds.head())));
    }

    private void send(Event.Builder answer, NewMessage message) {
      var unused =
          log.append(message, lane, 0)
              .whenComplete(
                  (appended, failure) ->
                      tell(
                          failure == null
                              ? answer.setAccepted(Events.accepted(message, appended))
                              : Events.failed(answer.getRequest(), Problem.from(failure))
                                  .toBuilder()));
    }

    private void forget() {
      followers.values().forEach(streams -> streams.remove(this));
    }

    @Override
    public void onError(Throwable cancelled) {
      forget();
    }

    @Override
    public void onCompleted() {
      forget();
      client.onCompleted();
    }
  }
}
