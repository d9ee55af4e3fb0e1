package io.redfire.client;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Goodbye;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a connection: a channel, its one stream, and the frames not answered on it. Used
 * on the client's own thread only, which is also where the channel runs its callbacks.
 *
 * <p>Every attempt has a fresh channel, so that gRPC's own waiting between attempts does not mix
 * with ours.
 */
final class Link implements ClientResponseObserver<ConnectRequest, ConnectResponse> {

  /** Hears what happens on a link, on the client's own thread. */
  interface Owner {
    void frame(Link link, ConnectResponse frame);

    void ready(Link link);

    void ended(Link link, ChatException why);

    /** One of the others threw; gRPC would only end the stream over it. */
    void broken(RuntimeException thrown);
  }

  private final ServerAddress server;
  private final ManagedChannel channel;
  private final Owner owner;
  private final int firstFrames;
  private final Map<Long, Asked> unanswered = new HashMap<>();
  private @Nullable ClientCallStreamObserver<ConnectRequest> stream;
  private @Nullable Goodbye goodbye;
  private long requests;
  private long lastSignOfLife = System.nanoTime();
  private boolean welcomed;
  private boolean closed;

  Link(ServerAddress server, ManagedChannel channel, Owner owner, int firstFrames) {
    this.server = server;
    this.channel = channel;
    this.owner = owner;
    this.firstFrames = firstFrames;
  }

  @SuppressWarnings("CheckReturnValue") // beforeStart has handed the stream over already.
  void open() {
    ChatServiceGrpc.newStub(channel).connect(this);
  }

  ServerAddress server() {
    return server;
  }

  /** Writes a frame; does nothing on a link that is ending, for all is asked again on the next. */
  void ask(Asked what, ConnectRequest.Builder frame) {
    if (stream != null && goodbye == null && !closed) {
      if (unanswered.isEmpty()) {
        signOfLife();
      }
      unanswered.put(++requests, what);
      stream.onNext(frame.setRequest(requests).build());
    }
  }

  /**
   * Writes a frame that is only answered where it is refused, and on no other link.
   *
   * @return its number; 0 where it was not written
   */
  long say(ConnectRequest.Builder frame) {
    if (stream == null || goodbye != null || closed) {
      return 0;
    }
    stream.onNext(frame.setRequest(++requests).build());
    return requests;
  }

  /** What the request was about, once; null where it is not known. */
  @Nullable Asked answered(long request) {
    return unanswered.remove(request);
  }

  int unanswered() {
    return unanswered.size();
  }

  void welcomed() {
    welcomed = true;
  }

  boolean isWelcomed() {
    return welcomed;
  }

  /** True while new frames may be written and would not pile up in memory. */
  boolean isReady() {
    return welcomed && goodbye == null && stream != null && stream.isReady();
  }

  /** Half-closes: what was asked is still answered, then the stream ends. */
  void leaveFor(Goodbye announced) {
    if (stream != null && goodbye == null && !closed) {
      stream.onCompleted();
    }
    goodbye = announced;
  }

  @Nullable Goodbye goodbye() {
    return goodbye;
  }

  void allow(int frames) {
    if (stream != null) {
      signOfLife();
      stream.request(frames);
    }
  }

  void signOfLife() {
    lastSignOfLife = System.nanoTime();
  }

  long nanosSinceSignOfLife() {
    return System.nanoTime() - lastSignOfLife;
  }

  /** Ends it at once; no callback of it is heard after that. */
  void cut() {
    closed = true;
    channel.shutdownNow();
  }

  /** Waits for the channel's end; called from the thread of whoever closes the client. */
  void awaitEnd(long millis) throws InterruptedException {
    boolean ignored = channel.awaitTermination(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ConnectRequest> starting) {
    stream = starting;
    starting.disableAutoRequestWithInitial(firstFrames);
    starting.setOnReadyHandler(() -> tell(() -> owner.ready(this)));
  }

  @Override
  public void onNext(ConnectResponse frame) {
    tell(
        () -> {
          signOfLife();
          owner.frame(this, frame);
        });
  }

  @Override
  public void onError(Throwable thrown) {
    tell(() -> owner.ended(this, ChatException.of(thrown, welcomed)));
  }

  @Override
  public void onCompleted() {
    tell(
        () ->
            owner.ended(
                this,
                new ChatException(
                    io.grpc.Status.Code.UNAVAILABLE, "", "the server ended the stream")));
  }

  private void tell(Runnable what) {
    if (closed) {
      return;
    }
    try {
      what.run();
    } catch (RuntimeException e) {
      owner.broken(e);
    }
  }
}
