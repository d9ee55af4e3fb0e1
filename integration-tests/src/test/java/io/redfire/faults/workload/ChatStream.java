package io.redfire.faults.workload;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.client.ServerAddress;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Connect} stream on a connection of its own, without any cleverness. Any thread may use
 * it; what comes is heard on a thread of gRPC's, one event at a time, also after it was cut.
 */
final class ChatStream implements AutoCloseable {
  /** Small, so that a reader that stalls is felt after little. */
  private static final int WINDOW_BYTES = 64 * 1024;

  /** Hears what comes. */
  interface Listener {
    void event(Event event);

    /** The stream is over; nothing comes after that. */
    void ended(Failure why);
  }

  private final ManagedChannel channel;
  private final Inbound inbound;
  private final ClientCallStreamObserver<ConnectRequest> outbound;
  private volatile long lastHeard = System.nanoTime();
  private volatile @Nullable Failure end;
  private long requests;

  /** Opens a stream to this server and says hello. */
  ChatStream(ServerAddress server, String user, Listener listener) {
    channel =
        NettyChannelBuilder.forAddress(server.host(), server.port())
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .build();
    inbound = new Inbound(listener);
    outbound =
        (ClientCallStreamObserver<ConnectRequest>)
            ChatServiceGrpc.newStub(channel).connect(inbound);
    var unused = ask(frame -> frame.setHello(Hello.newBuilder().setUser(user)));
  }

  /** Sends a frame; its number is returned. What is sent on a stream that is over is lost. */
  synchronized long ask(UnaryOperator<ConnectRequest.Builder> frame) {
    long request = ++requests;
    try {
      outbound.onNext(frame.apply(ConnectRequest.newBuilder().setRequest(request)).build());
    } catch (IllegalStateException over) {
      // The listener hears of it, or has.
    }
    return request;
  }

  /** How it ended, if it has. */
  Optional<Failure> end() {
    return Optional.ofNullable(end);
  }

  long millisSinceHeard() {
    return (System.nanoTime() - lastHeard) / 1_000_000;
  }

  /** Takes no further frame from the connection, as a client that is busy. */
  void stopReading() {
    inbound.pause();
  }

  void goOnReading() {
    lastHeard = System.nanoTime();
    inbound.goOn();
  }

  /** Ends it at once, as a client that is gone. */
  @Override
  public void close() {
    outbound.cancel("the client is gone", null);
    channel.shutdownNow();
  }

  private final class Inbound implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
    private final Listener listener;
    private @Nullable ClientCallStreamObserver<ConnectRequest> call;
    private boolean paused;
    private boolean owed;

    Inbound(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ConnectRequest> starting) {
      call = starting;
      starting.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(ConnectResponse frame) {
      lastHeard = System.nanoTime();
      frame.getEventsList().forEach(listener::event);
      synchronized (this) {
        if (paused) {
          owed = true;
          return;
        }
      }
      request();
    }

    synchronized void pause() {
      paused = true;
    }

    void goOn() {
      synchronized (this) {
        paused = false;
        if (!owed) {
          return;
        }
        owed = false;
      }
      request();
    }

    private void request() {
      if (call != null) {
        call.request(1);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      over(Failure.of(thrown));
    }

    @Override
    public void onCompleted() {
      over(new Failure(io.grpc.Status.Code.OK, "", "the server ended the stream"));
    }

    private void over(Failure why) {
      end = why;
      listener.ended(why);
    }
  }
}
