package io.redfire.server.session;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.log.MessageLog;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.wire.Frame;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Requests;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The streams that are open on this node. Thread-safe; streams are opened on the event loop of
 * their connection, to which they belong from then on.
 */
public final class Sessions {
  private static final Duration RECONNECT_AFTER = Duration.ofMillis(500);

  private final LiveRooms rooms;
  private final MessageLog log;
  private final Requests requests;
  private final Welcome welcome;
  private final Executor blocking;
  private final ScheduledExecutorService timer;
  private final EventLoops loops;
  private final ServerMetrics metrics;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * No streams yet.
   *
   * @param welcome the first word to each client, but for the time
   */
  public Sessions(
      LiveRooms rooms,
      MessageLog log,
      Requests requests,
      Welcome welcome,
      Executor blocking,
      ScheduledExecutorService timer,
      EventLoops loops,
      ServerMetrics metrics) {
    this.rooms = rooms;
    this.log = log;
    this.requests = requests;
    this.welcome = welcome;
    this.blocking = blocking;
    this.timer = timer;
    this.loops = loops;
    this.metrics = metrics;
  }

  /** Stands for a frame of {@code Connect} that could not be read: it is answered, not fatal. */
  public static ConnectRequest malformed() {
    return ConnectStream.MALFORMED;
  }

  /** Opens a bidirectional stream. */
  public StreamObserver<ConnectRequest> connect(ServerCallStreamObserver<Frame> stream) {
    Session session = open(stream);
    stream.disableAutoRequest();
    stream.request(Limit.REQUESTS_IN_FLIGHT);
    return new ConnectStream(session, log, requests, welcome);
  }

  /** Opens a stream that follows one room. Throws a problem where the request is wrong. */
  public void subscribe(SubscribeRequest request, ServerCallStreamObserver<Frame> stream) {
    var unused = Requests.user(request.getUser());
    Session session = open(stream);
    session.run(
        () -> {
          if (!request.getFollow()) {
            session.endCaughtUp();
          }
          session
              .subscriptions()
              .add(
                  request.getSubscription(),
                  subscribed -> session.tell(Event.newBuilder().setSubscribed(subscribed).build()),
                  session::fail);
        });
  }

  private Session open(ServerCallStreamObserver<Frame> stream) {
    Session session =
        new Session(loops.current(), stream, rooms, log, blocking, timer, metrics, open::remove);
    stream.setOnReadyHandler(session::drainSoon);
    stream.setOnCancelHandler(session::endSoon);
    stream.setOnCloseHandler(session::endSoon);
    open.add(session);
    if (stopping) {
      session.stop(RECONNECT_AFTER);
    }
    return session;
  }

  /** How many streams are open. */
  public int count() {
    return open.size();
  }

  /** Says goodbye on every stream; each ends when what it has in flight is answered. */
  public void stop() {
    stopping = true;
    open.forEach(session -> session.stop(RECONNECT_AFTER));
  }

  /** Ends every stream, whatever it still has in flight. */
  public void end() {
    open.forEach(Session::endStopped);
  }
}
