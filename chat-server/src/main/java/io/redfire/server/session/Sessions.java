package io.redfire.server.session;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.Welcome;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Frame;
import io.redfire.server.wire.Limit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The streams that are open on this node. Thread-safe; streams are opened on the event loop of
 * their connection, to which they belong from then on.
 */
public final class Sessions {
  private static final Duration RECONNECT_AFTER = Duration.ofMillis(500);

  private final Services services;
  private final Welcome welcome;
  private final ScheduledExecutorService timer;
  private final EventLoops loops;
  private final ServerMetrics metrics;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * No streams yet.
   *
   * @param welcome the first word to each client, but for the time
   * @param timer keeps nothing of what was called off
   */
  public Sessions(
      Services services,
      Welcome welcome,
      ScheduledExecutorService timer,
      EventLoops loops,
      ServerMetrics metrics) {
    this.services = services;
    this.welcome = welcome;
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
    Credentials credentials = Credentials.current();
    Session session = open(credentials, stream);
    stream.disableAutoRequest();
    stream.request(Limit.REQUESTS_IN_FLIGHT);
    ConnectStream opened = new ConnectStream(session, services, credentials, welcome);
    opened.awaitHello();
    return opened;
  }

  /** Opens a stream that follows one room. */
  public void subscribe(SubscribeRequest request, ServerCallStreamObserver<Frame> stream) {
    Credentials credentials = Credentials.current();
    Session session = open(credentials, stream);
    session.run(
        () ->
            new Admitting(session, services)
                .admit(
                    credentials,
                    request.getUser(),
                    false,
                    OwnNews.UNHEARD,
                    user -> follow(request, session)));
  }

  private static void follow(SubscribeRequest request, Session session) {
    if (!request.getFollow()) {
      session.endCaughtUp();
    }
    session
        .subscriptions()
        .add(
            request.getSubscription(),
            subscribed -> session.tell(Event.newBuilder().setSubscribed(subscribed).build()),
            session::fail,
            session::fail);
  }

  private Session open(Credentials credentials, ServerCallStreamObserver<Frame> stream) {
    Session session =
        new Session(loops.current(), stream, services, credentials, timer, metrics, open::remove);
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
