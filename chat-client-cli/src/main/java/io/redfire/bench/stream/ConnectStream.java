package io.redfire.bench.stream;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.RoomSubscription;
import java.io.IOException;

/**
 * One stream of the contract, which ends where it breaks. {@link #open} may be called by any
 * thread, the rest on the stream's loop.
 */
public final class ConnectStream {
  /** The request number of the {@code Hello}; those of sends are greater. */
  public static final long HELLO = 1;

  private final Connection connection;
  private final ClientCall<byte[], byte[]> call;

  private ConnectStream(Connection connection, WireBytes bytes) {
    this.connection = connection;
    this.call = connection.call(bytes);
  }

  /** A stream that is not open yet. */
  public static ConnectStream on(Connection connection, WireBytes bytes) {
    return new ConnectStream(connection, bytes);
  }

  /**
   * Opens it as this user, a guest, or where the connection says who calls as that one; following
   * these rooms from now on.
   */
  public void open(String user, Iterable<String> rooms, StreamEvents events) {
    open(user, rooms, events, Integer.MAX_VALUE);
  }

  /** As {@link #open}, but reads one frame, and a further one for each {@link #readOne}. */
  public void openUnread(String user, Iterable<String> rooms, StreamEvents events) {
    open(user, rooms, events, 1);
  }

  private void open(String user, Iterable<String> rooms, StreamEvents events, int ahead) {
    Hello.Builder hello = Hello.newBuilder().setClient("redfire-bench");
    if (!connection.tellsWhoCalls()) {
      hello.setUser(user);
    }
    rooms.forEach(
        room -> hello.addSubscriptions(RoomSubscription.newBuilder().setRoom(room).build()));
    byte[] frame =
        ConnectRequest.newBuilder().setRequest(HELLO).setHello(hello).build().toByteArray();
    connection.execute(
        () -> {
          call.start(new Listener(events), new Metadata());
          call.request(ahead);
          call.sendMessage(frame);
        });
  }

  /** Reads one frame more. */
  public void readOne() {
    call.request(1);
  }

  /** Sends one frame. */
  public void send(byte[] frame) {
    call.sendMessage(frame);
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    private final StreamEvents events;

    Listener(StreamEvents events) {
      this.events = events;
    }

    @Override
    public void onMessage(byte[] frame) {
      events.frame();
      try {
        new FrameReader(frame, events).read();
      } catch (IOException e) {
        call.cancel("unreadable frame", e);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      // The end of a stream that never began comes from another thread.
      connection.execute(() -> events.ended(status));
    }
  }
}
