package io.redfire.bench;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.Limits;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real gRPC server that keeps rooms in memory and does one thing wrong in each. Any thread may
 * call it; one lock guards everything.
 */
public final class FaultyServer extends ChatServiceGrpc.ChatServiceImplBase
    implements AutoCloseable {
  /** What it does wrong. */
  public enum Fault {
    NONE,
    /** An entry is not delivered. */
    DROP,
    /** An entry is delivered twice. */
    REPEAT,
    /** Two entries are delivered in the wrong order. */
    SWAP,
    /** An entry has no tag. */
    UNTAGGED,
    /** A message stands in the log twice. */
    DOUBLE,
    /** Two messages of an author stand in the log in the wrong order. */
    TURN_ROUND,
    /** A send is refused. */
    REFUSE,
    /** A send is never answered. */
    SILENT,
    /** A text stands in the log that nobody sent. */
    FOREIGN,
    /** A reader's stream breaks. */
    CUT,
    /** The first answer takes a quarter of a second. */
    STALL
  }

  /** How late an answer is where it stalls. */
  public static final int STALL_MILLIS = 250;

  /** Where in a room it does it: after some, and before there are many. */
  private static final int PLACE = 3;

  private final Fault fault;
  private final Server server;
  private final Map<String, Room> rooms = new HashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /** Starts on a free port. */
  public FaultyServer(Fault fault) {
    this.fault = fault;
    try {
      this.server =
          NettyServerBuilder.forPort(0)
              .maxConcurrentCallsPerConnection(32)
              .addService(this)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    timer.shutdownNow();
  }

  @Override
  public synchronized StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> to) {
    return new Session(to);
  }

  private synchronized Room room(String name) {
    return rooms.computeIfAbsent(name, Room::new);
  }

  /** A room. Guarded by the server's lock. */
  private final class Room {
    private final String name;
    private final List<Session> readers = new ArrayList<>();
    private long seq;
    private int sends;
    private Entry.@Nullable Builder heldBack;
    private @Nullable Runnable waiting;

    Room(String name) {
      this.name = name;
    }

    void take(OutgoingMessage message, long request, Session sender) {
      boolean here = ++sends == PLACE;
      if (here && fault == Fault.REFUSE) {
        sender.tell(refusal(request));
      } else if (here && fault == Fault.TURN_ROUND) {
        waiting = () -> accept(message, request, sender);
      } else if (!here || fault != Fault.SILENT) {
        accept(message, request, sender);
        if (here && fault == Fault.DOUBLE) {
          append(message.getText());
        } else if (here && fault == Fault.FOREIGN) {
          append("who is there?");
        }
        Runnable next = waiting;
        waiting = null;
        if (next != null) {
          next.run();
        }
      }
    }

    private void accept(OutgoingMessage message, long request, Session sender) {
      long place = append(message.getText());
      Event.Builder answer =
          Event.newBuilder()
              .setRequest(request)
              .setAccepted(Accepted.newBuilder().setRoom(name).setSeq(place).setTag("t"));
      if (fault == Fault.STALL && place == 1) {
        var unused = timer.schedule(() -> sender.tell(answer), STALL_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        sender.tell(answer);
      }
    }

    private long append(String text) {
      Entry.Builder entry =
          Entry.newBuilder()
              .setRoom(name)
              .setSeq(++seq)
              .setTag("0123456789abcdef")
              .setMessage(Message.newBuilder().setText(text));
      boolean here = seq == PLACE;
      if (here && fault == Fault.CUT && !readers.isEmpty()) {
        readers.remove(0).cut();
      }
      if (here && fault == Fault.UNTAGGED) {
        entry.clearTag();
      }
      if (here && fault == Fault.SWAP) {
        heldBack = entry;
      } else if (!here || fault != Fault.DROP) {
        deliver(entry);
        if (here && fault == Fault.REPEAT) {
          deliver(entry);
        }
        Entry.Builder next = heldBack;
        heldBack = null;
        if (next != null) {
          deliver(next);
        }
      }
      return seq;
    }

    private void deliver(Entry.Builder entry) {
      readers.forEach(reader -> reader.tell(Event.newBuilder().setEntry(entry)));
    }
  }

  private static Event.Builder refusal(long request) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
            .setMessage("too much")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("OVERLOADED").build()));
    return Event.newBuilder()
        .setRequest(request)
        .setFailed(RequestFailed.newBuilder().setStatus(status));
  }

  /** One stream. Guarded by the server's lock. */
  private final class Session implements StreamObserver<ConnectRequest> {
    private final StreamObserver<ConnectResponse> to;
    private boolean over;

    Session(StreamObserver<ConnectResponse> to) {
      this.to = to;
    }

    @Override
    public void onNext(ConnectRequest request) {
      synchronized (FaultyServer.this) {
        if (request.hasHello()) {
          welcome(request.getRequest(), request.getHello());
        } else if (request.hasSend()) {
          room(request.getSend().getRoom()).take(request.getSend(), request.getRequest(), this);
        }
      }
    }

    private void welcome(long request, Hello hello) {
      Welcome.Builder welcome =
          Welcome.newBuilder()
              .setLimits(
                  Limits.newBuilder().setMaxTextBytes(8192).setMaxRequestsInFlight(64).build());
      welcome.getServerTimeBuilder().setSeconds(Instant.now().getEpochSecond());
      tell(Event.newBuilder().setRequest(request).setWelcome(welcome));
      for (RoomSubscription wish : hello.getSubscriptionsList()) {
        tell(
            Event.newBuilder()
                .setRequest(request)
                .setSubscribed(Subscribed.newBuilder().setRoom(wish.getRoom())));
        room(wish.getRoom()).readers.add(this);
      }
    }

    void tell(Event.Builder event) {
      synchronized (FaultyServer.this) {
        if (!over) {
          to.onNext(ConnectResponse.newBuilder().addEvents(event).build());
        }
      }
    }

    void cut() {
      over = true;
      to.onError(Status.UNAVAILABLE.withDescription("cut by the test").asRuntimeException());
    }

    @Override
    public void onError(Throwable thrown) {
      gone();
    }

    @Override
    public void onCompleted() {
      gone();
    }

    private void gone() {
      synchronized (FaultyServer.this) {
        over = true;
        rooms.values().forEach(room -> room.readers.remove(this));
      }
    }
  }
}
