package io.redfire.client;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.Limits;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Typing;
import io.redfire.chat.v1.Unsubscribed;
import io.redfire.chat.v1.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real gRPC server on loopback that keeps the contract over a log in memory, and misbehaves where
 * a test says so. Any thread may call it; one lock guards everything.
 */
public final class ScriptedServer extends ChatServiceGrpc.ChatServiceImplBase
    implements AutoCloseable {
  private final Map<String, ScriptedLog> rooms = new HashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<OutgoingMessage> received = new ArrayList<>();
  private final List<RoomSubscription> wishes = new ArrayList<>();
  private final List<Long> connectNanos = new ArrayList<>();
  private final List<String> typed = new ArrayList<>();
  private final List<DeliveryMark> delivered = new ArrayList<>();
  private final List<PresenceState> shown = new ArrayList<>();
  private final List<List<String>> watched = new ArrayList<>();
  private final Queue<com.google.rpc.Status> watchFailures = new ArrayDeque<>();
  private final Deque<com.google.rpc.Status> sendFailures = new ArrayDeque<>();
  private final Deque<com.google.rpc.Status> pageFailures = new ArrayDeque<>();
  private final HealthStatusManager health = new HealthStatusManager();
  private Limits limits = Limits.newBuilder().setMaxRequestsInFlight(16).build();
  private Duration clockAhead = Duration.ZERO;
  private com.google.rpc.@Nullable Status refuseHello;
  private com.google.rpc.@Nullable Status refuseFollowing;
  private com.google.rpc.@Nullable Status refuseTyping;
  private int cutBeforeAckOfSend;
  private int cutAfterEntries;
  private boolean holdAnswers;
  private boolean holdEntries;
  private int mostUnanswered;
  private Server server;
  private final int port;

  /** Starts on a free port. */
  public ScriptedServer() {
    server = listen(0);
    port = server.getPort();
  }

  private Server listen(int port) {
    try {
      return NettyServerBuilder.forPort(port)
          .addService(this)
          .addService(health.getHealthService())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** Goes away with everything but the log, and comes back on the same port. */
  public void restart() throws InterruptedException {
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    synchronized (this) {
      sessions.clear();
    }
    server = listen(port);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  public synchronized ScriptedLog log(String room) {
    return rooms.computeIfAbsent(room, ScriptedLog::new);
  }

  /** Puts a message of another user into a room. */
  public synchronized void say(String room, String from, String text) {
    log(room).append(from, "", text);
    flushAll();
  }

  /** No stream may read the room any more. */
  public synchronized void closeRoom(String room, com.google.rpc.Status why) {
    for (Session session : sessions) {
      session.places.remove(room);
      session.tell(
          Event.newBuilder().setRoomClosed(RoomClosed.newBuilder().setRoom(room).setStatus(why)));
    }
  }

  /** How a room stands, to those streams that asked for their inbox. */
  public synchronized void tellInbox(InboxRoom room) {
    sessions.stream()
        .filter(session -> session.inbox)
        .forEach(session -> session.tell(Event.newBuilder().setInboxRoom(room)));
  }

  public synchronized void sayLive(String room, String text) {
    for (Session session : sessions) {
      session.tell(Event.newBuilder().setLiveText(log(room).live(text)));
    }
  }

  /** Somebody types in a room. */
  public synchronized void type(String room, String user) {
    for (Session session : sessions) {
      session.tell(Event.newBuilder().setTyping(Typing.newBuilder().setRoom(room).setUser(user)));
    }
  }

  /** The rooms that were told that somebody types, as often as they were. */
  public synchronized List<String> typed() {
    return List.copyOf(typed);
  }

  /** What was told to be delivered, as often as it was. */
  public synchronized List<DeliveryMark> delivered() {
    return List.copyOf(delivered);
  }

  /** How users wanted to be seen, as often as they said. */
  public synchronized List<PresenceState> shown() {
    return List.copyOf(shown);
  }

  /** Who was watched, as often as that was asked and not refused. */
  public synchronized List<List<String>> watched() {
    return List.copyOf(watched);
  }

  /** The next wish to watch users is answered by this failure. */
  public synchronized void failNextWatch(com.google.rpc.Status status) {
    watchFailures.add(status);
  }

  /** All streams hear how a user is seen. */
  public synchronized void presence(Presence presence) {
    sessions.forEach(session -> session.tell(Event.newBuilder().setPresence(presence)));
  }

  /** All streams hear of a member's marks. */
  public synchronized void receipt(Receipt receipt) {
    sessions.forEach(session -> session.tell(Event.newBuilder().setReceipt(receipt)));
  }

  /** Replaces what stood after the fork by these texts, as a lossy failover does. */
  public synchronized void replaceAfter(String room, long fork, String... texts) {
    log(room).cutAfter(fork);
    for (String text : texts) {
      log(room).append("redis", "", text);
    }
    flushAll();
  }

  /** As {@link #replaceAfter}, while nobody is connected for a moment. */
  public synchronized void replaceAfterUnheard(String room, long fork, String... texts) {
    cutAll();
    replaceAfter(room, fork, texts);
  }

  public synchronized void limits(Limits told) {
    limits = told;
  }

  public synchronized void clockAhead(Duration ahead) {
    clockAhead = ahead;
  }

  public synchronized void refuseHello(com.google.rpc.Status status) {
    refuseHello = status;
  }

  public synchronized void refuseFollowing(com.google.rpc.Status status) {
    refuseFollowing = status;
  }

  /** Each sign of typing is answered by this failure. */
  public synchronized void refuseTyping(com.google.rpc.Status status) {
    refuseTyping = status;
  }

  /** The next send is answered by this failure, and is not stored. */
  public synchronized void failNextSend(com.google.rpc.Status status) {
    sendFailures.add(status);
  }

  /** The next question for a page is answered by this failure. */
  public synchronized void failNextPage(com.google.rpc.Status status) {
    pageFailures.add(status);
  }

  /** Wishes to follow a room are granted again. */
  public synchronized void allowFollowing() {
    refuseFollowing = null;
  }

  /** The n-th send from now on is stored, but the stream is cut before its answer. */
  public synchronized void cutBeforeAckOfSend(int n) {
    cutBeforeAckOfSend = n;
  }

  /** Streams are cut as soon as so many entries more were given out. */
  public synchronized void cutAfterEntries(int n) {
    cutAfterEntries = n;
  }

  public synchronized void cutAll() {
    List.copyOf(sessions).forEach(Session::cut);
  }

  public synchronized void sayGoodbye(Duration reconnectAfter) {
    for (Session session : List.copyOf(sessions)) {
      Event.Builder event = Event.newBuilder();
      event.getGoodbyeBuilder().getReconnectAfterBuilder().setSeconds(reconnectAfter.toSeconds());
      session.tell(event);
    }
  }

  /** Answers to sends are held back, or all let go. */
  public synchronized void holdAnswers(boolean hold) {
    holdAnswers = hold;
    if (!hold) {
      sessions.forEach(Session::answerHeld);
    }
  }

  /** Readers get nothing more of any log, or all that stands in it by now. */
  public synchronized void holdEntries(boolean hold) {
    holdEntries = hold;
    flushAll();
  }

  /** All messages received, stored or not, in order. */
  public synchronized List<OutgoingMessage> received() {
    return List.copyOf(received);
  }

  public synchronized List<RoomSubscription> wishes() {
    return List.copyOf(wishes);
  }

  public synchronized List<Long> connectNanos() {
    return List.copyOf(connectNanos);
  }

  public synchronized int mostUnanswered() {
    return mostUnanswered;
  }

  /** The newest seq that was given to any stream. */
  public synchronized long furthestGiven(String room) {
    return sessions.stream()
        .mapToLong(session -> session.places.getOrDefault(room, new Place(0, "")).seq())
        .max()
        .orElse(0);
  }

  public static com.google.rpc.Status failure(Code code, String reason, String message) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .addDetails(
            Any.pack(ErrorInfo.newBuilder().setDomain("redfire.chat.v1").setReason(reason).build()))
        .build();
  }

  public static com.google.rpc.Status failure(Code code, String reason, Duration retryAfter) {
    RetryInfo.Builder retry = RetryInfo.newBuilder();
    retry
        .getRetryDelayBuilder()
        .setSeconds(retryAfter.toSeconds())
        .setNanos(retryAfter.toNanosPart());
    return failure(code, reason, "later, please").toBuilder()
        .addDetails(Any.pack(retry.build()))
        .build();
  }

  /** The same failure, about one room. */
  public static com.google.rpc.Status failure(
      Code code, String reason, Duration retryAfter, String room) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain("redfire.chat.v1")
            .setReason(reason)
            .putMetadata("room", room)
            .build();
    return failure(code, reason, retryAfter).toBuilder().setDetails(0, Any.pack(info)).build();
  }

  private void flushAll() {
    List.copyOf(sessions).forEach(Session::flush);
  }

  @Override
  public synchronized StreamObserver<ConnectRequest> connect(
      StreamObserver<ConnectResponse> responses) {
    connectNanos.add(System.nanoTime());
    return new Session((ServerCallStreamObserver<ConnectResponse>) responses);
  }

  @Override
  public synchronized void listMessages(
      ListMessagesRequest request, StreamObserver<ListMessagesResponse> to) {
    com.google.rpc.Status failure = pageFailures.poll();
    if (failure != null) {
      to.onError(StatusProto.toStatusRuntimeException(failure));
      return;
    }
    to.onNext(log(request.getRoom()).page(request, 7));
    to.onCompleted();
  }

  @Override
  public synchronized void listRooms(
      ListRoomsRequest request, StreamObserver<ListRoomsResponse> to) {
    ListRoomsResponse.Builder all = ListRoomsResponse.newBuilder();
    rooms.values().stream()
        .sorted((a, b) -> a.room().compareTo(b.room()))
        .forEach(
            log -> all.addRooms(Room.newBuilder().setName(log.room()).setBounds(log.bounds())));
    to.onNext(all.build());
    to.onCompleted();
  }

  record Place(long seq, String tag) {}

  /** One stream. Guarded by the server's lock. */
  private final class Session implements StreamObserver<ConnectRequest> {
    private final ServerCallStreamObserver<ConnectResponse> to;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, List<Place>> pasts = new HashMap<>();
    private final Map<String, Boolean> caughtUp = new HashMap<>();
    private final List<Event.Builder> held = new ArrayList<>();
    private String user = "";
    private boolean inbox;
    private boolean over;

    Session(ServerCallStreamObserver<ConnectResponse> to) {
      this.to = to;
      sessions.add(this);
      to.setOnReadyHandler(
          () -> {
            synchronized (ScriptedServer.this) {
              flush();
            }
          });
      to.setOnCancelHandler(
          () -> {
            synchronized (ScriptedServer.this) {
              gone();
            }
          });
    }

    @Override
    public void onNext(ConnectRequest request) {
      synchronized (ScriptedServer.this) {
        if (!over) {
          answer(request);
        }
      }
    }

    private void answer(ConnectRequest request) {
      Event.Builder answer = Event.newBuilder().setRequest(request.getRequest());
      switch (request.getFrameCase()) {
        case HELLO -> {
          user = request.getHello().getUser();
          inbox = request.getHello().getInbox();
          if (request.getHello().getPresence() != PresenceState.PRESENCE_STATE_UNSPECIFIED) {
            shown.add(request.getHello().getPresence());
          }
          if (refuseHello != null) {
            tell(answer.setFailed(RequestFailed.newBuilder().setStatus(refuseHello)));
          } else {
            Instant now = Instant.now().plus(clockAhead);
            Timestamp time = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).build();
            tell(
                answer.setWelcome(
                    Welcome.newBuilder().setServerTime(time).setLimits(limits).setNode("n1")));
          }
        }
        case SUBSCRIBE -> follow(request.getSubscribe(), answer);
        case UNSUBSCRIBE -> {
          places.remove(request.getUnsubscribe().getRoom());
          tell(
              answer.setUnsubscribed(
                  Unsubscribed.newBuilder().setRoom(request.getUnsubscribe().getRoom())));
        }
        case SEND -> send(request.getSend(), answer);
        case TYPING -> {
          typed.add(request.getTyping().getRoom());
          if (refuseTyping != null) {
            tell(answer.setFailed(RequestFailed.newBuilder().setStatus(refuseTyping)));
          }
        }
        case MARK_DELIVERED -> delivered.add(request.getMarkDelivered());
        case SET_PRESENCE -> shown.add(request.getSetPresence().getState());
        case WATCH_PRESENCE -> {
          com.google.rpc.Status refusal = watchFailures.poll();
          if (refusal != null) {
            tell(answer.setFailed(RequestFailed.newBuilder().setStatus(refusal)));
          } else {
            watched.add(List.copyOf(request.getWatchPresence().getUsersList()));
          }
        }
        default -> {}
      }
    }

    private void follow(RoomSubscription wish, Event.Builder answer) {
      wishes.add(wish);
      if (refuseFollowing != null) {
        tell(answer.setFailed(RequestFailed.newBuilder().setStatus(refuseFollowing)));
        return;
      }
      ScriptedLog log = log(wish.getRoom());
      Place place = log.placeOf(wish.getStart());
      places.put(wish.getRoom(), place);
      pasts.put(wish.getRoom(), new ArrayList<>(log.past(place)));
      caughtUp.put(wish.getRoom(), false);
      tell(
          answer.setSubscribed(
              Subscribed.newBuilder()
                  .setRoom(wish.getRoom())
                  .setBounds(log.bounds())
                  .setCursor(ScriptedLog.cursor(place))));
      if (log.isReplacedFor(wish.getStart())) {
        tell(Event.newBuilder().setRoomRewound(log.rewound(place)));
      }
      flush();
    }

    private void send(OutgoingMessage message, Event.Builder answer) {
      received.add(message);
      com.google.rpc.Status failure = sendFailures.poll();
      if (failure != null) {
        tell(answer.setFailed(RequestFailed.newBuilder().setStatus(failure)));
        return;
      }
      if (!message.getThreadTag().isEmpty()
          && !log(message.getRoom()).holds(message.getThreadSeq(), message.getThreadTag())) {
        com.google.rpc.Status absent =
            failure(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "another message stands there");
        tell(answer.setFailed(RequestFailed.newBuilder().setStatus(absent)));
        return;
      }
      answer.setAccepted(log(message.getRoom()).append(user, message.getId(), message.getText()));
      if (cutBeforeAckOfSend > 0 && --cutBeforeAckOfSend == 0) {
        cut();
      } else {
        held.add(answer);
        mostUnanswered = Math.max(mostUnanswered, held.size());
        if (!holdAnswers) {
          answerHeld();
        }
      }
      flushAll();
    }

    void answerHeld() {
      List.copyOf(held).forEach(this::tell);
      held.clear();
    }

    void flush() {
      for (String room : List.copyOf(places.keySet())) {
        flush(room);
      }
    }

    private void flush(String room) {
      ScriptedLog log = log(room);
      Place place = places.getOrDefault(room, new Place(0, ""));
      List<Place> past = pasts.getOrDefault(room, List.of());
      Place kept = log.newestKept(past);
      if (!kept.equals(place)) {
        tell(Event.newBuilder().setRoomRewound(log.rewound(kept)));
        places.put(room, kept);
        past.removeIf(given -> given.seq() > kept.seq());
      }
      while (!over && !holdEntries && to.isReady() && places.containsKey(room)) {
        Place at = places.getOrDefault(room, kept);
        if (at.seq() == log.size()) {
          if (Boolean.FALSE.equals(caughtUp.put(room, true))) {
            tell(Event.newBuilder().setCaughtUp(log.caughtUp()));
          }
          return;
        }
        Event.Builder entry = Event.newBuilder().setEntry(log.entry(at.seq() + 1));
        places.put(room, log.placeAt(at.seq() + 1));
        past.add(log.placeAt(at.seq() + 1));
        tell(entry);
        if (cutAfterEntries > 0 && --cutAfterEntries == 0) {
          cut();
        }
      }
    }

    void tell(Event.Builder event) {
      if (!over) {
        to.onNext(ConnectResponse.newBuilder().addEvents(event).build());
      }
    }

    void cut() {
      if (!over) {
        gone();
        to.onError(Status.UNAVAILABLE.withDescription("cut by the test").asRuntimeException());
      }
    }

    private void gone() {
      over = true;
      sessions.remove(this);
    }

    @Override
    public void onError(Throwable thrown) {
      synchronized (ScriptedServer.this) {
        gone();
      }
    }

    @Override
    public void onCompleted() {
      synchronized (ScriptedServer.this) {
        if (!over) {
          answerHeld();
          gone();
          to.onCompleted();
        }
      }
    }
  }
}
