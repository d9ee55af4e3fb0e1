package io.redfire.server.room;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.metrics.ServerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that this node has readers in. Thread-safe.
 *
 * <p>A room is opened for its first reader: subscribe, wait for the confirmation, read the list, go
 * live; the other order loses what is appended in between. It is closed after its last reader.
 * Every second the ends of all logs are looked at, since pub/sub may lose a ring and other programs
 * may not ring at all; every {@value #PROOF_EVERY} seconds each room reads its log's end for
 * certain.
 */
public final class LiveRooms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRooms.class);
  private static final Duration PEEK_EVERY = Duration.ofSeconds(1);
  private static final Duration OPEN_PATIENCE = Duration.ofSeconds(10);
  private static final long RETRY_MILLIS = 250;
  private static final int PROOF_EVERY = 8;
  private static final int PEEK_BATCH = 1000;

  private final MessageLog log;
  private final MessageBus bus;
  private final EntryEncoder encoder;
  private final Executor blocking;
  private final ScheduledExecutorService timer;
  private final ServerMetrics metrics;
  private final Consumer<RoomName> authority;
  private final Map<RoomName, Open> rooms = new HashMap<>();
  private int round;
  private volatile boolean closed;

  /**
   * Starts looking after the rooms.
   *
   * @param blocking runs what asks Redis
   * @param timer runs what must wait, for moments only
   * @param authority hears in which room rights may have changed; must return at once
   */
  public LiveRooms(
      MessageLog log,
      MessageBus bus,
      EntryEncoder encoder,
      Executor blocking,
      ScheduledExecutorService timer,
      ServerMetrics metrics,
      Consumer<RoomName> authority) {
    this.log = log;
    this.bus = bus;
    this.encoder = encoder;
    this.blocking = blocking;
    this.timer = timer;
    this.metrics = metrics;
    this.authority = authority;
    schedulePeek();
  }

  /** Opens a room for one reader, who must close the lease, also where the opening fails. */
  public RoomLease acquire(RoomName name) {
    Open open = hold(name);
    // A copy, so that one reader's timeout is not everybody's.
    CompletableFuture<LiveRoom> ready =
        open.ready
            .thenApply(done -> open.room)
            .orTimeout(OPEN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return new RoomLease(ready, () -> release(open));
  }

  private Open hold(RoomName name) {
    synchronized (rooms) {
      Open known = rooms.get(name);
      Open open = known == null ? open(name) : known;
      open.readers++;
      if (known == null) {
        rooms.put(name, open);
        dropWhereItFails(open);
      }
      return open;
    }
  }

  /** How many rooms are open. */
  public int count() {
    synchronized (rooms) {
      return rooms.size();
    }
  }

  /** How many cursors are over them. */
  public int readers() {
    return all().stream().mapToInt(LiveRoom::readers).sum();
  }

  /** How many entries the slowest cursor is behind its room. */
  public long slowestLag() {
    return all().stream().mapToLong(LiveRoom::slowestLag).reduce(0, Math::max);
  }

  /** Those whose tail is true. */
  private List<LiveRoom> all() {
    synchronized (rooms) {
      return rooms.values().stream()
          .filter(open -> open.ready.isDone())
          .map(open -> open.room)
          .toList();
    }
  }

  private void release(Open open) {
    synchronized (rooms) {
      if (--open.readers == 0 && !closed) {
        // Elsewhere, since leaving the bus writes to Redis and a reader's loop must not wait for
        // it.
        forgetSoon(open);
      }
    }
  }

  private void forgetSoon(Open open) {
    Asking.give(blocking, () -> forgetUnread(open), full -> later(() -> forgetSoon(open)));
  }

  private void later(Runnable task) {
    if (!closed) {
      var unused = timer.schedule(task, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void forgetUnread(Open open) {
    synchronized (rooms) {
      if (open.readers == 0) {
        forget(open);
      }
    }
  }

  private void forget(Open open) {
    open.room.close();
    if (rooms.remove(open.room.name(), open)) {
      bus.unsubscribe(open.room.name());
    }
  }

  private Open open(RoomName name) {
    LiveRoom room = new LiveRoom(name, log, encoder, blocking, timer, metrics, authority);
    CompletableFuture<Void> ready =
        Asking.on(blocking, () -> found(name))
            .thenCompose(found -> listen(room))
            .thenCompose(confirmed -> room.refresh());
    return new Open(room, ready);
  }

  /** Only once it is there to be dropped: it may have failed already. */
  private void dropWhereItFails(Open open) {
    var unused = open.ready.whenComplete((done, failure) -> dropFailed(open, failure));
  }

  /** Lets the next reader try anew, whoever still holds the failed one. */
  private void dropFailed(Open open, @Nullable Throwable failure) {
    if (failure != null) {
      synchronized (rooms) {
        forget(open);
      }
    }
  }

  /** Listens, unless the last reader went while the room was being found. */
  private CompletableFuture<Void> listen(LiveRoom room) {
    synchronized (rooms) {
      return room.isClosed()
          ? CompletableFuture.failedFuture(new CancellationException("room " + room.name()))
          : bus.subscribe(room.name(), room);
    }
  }

  /** Fails at once where the room's key holds no log or Redis cannot be reached. */
  private RoomName found(RoomName name) {
    log.bounds(name);
    try {
      log.note(name);
    } catch (LogException notListed) {
      // A Redis that takes no writes can still be read, and to follow the room takes no more.
      LOG.warn("Room {} cannot be listed: {}", name, notListed.getMessage());
    }
    return name;
  }

  private void schedulePeek() {
    if (!closed) {
      var unused =
          timer.schedule(
              () -> Asking.give(blocking, this::peek, full -> schedulePeek()),
              PEEK_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void peek() {
    try {
      List<LiveRoom> all = all();
      for (int from = 0; from < all.size(); from += PEEK_BATCH) {
        peek(all.subList(from, Math.min(all.size(), from + PEEK_BATCH)));
      }
      for (int i = round++ % PROOF_EVERY; i < all.size(); i += PROOF_EVERY) {
        var unused = all.get(i).refresh();
      }
    } catch (LogException failure) {
      LOG.warn("The ends of the logs cannot be looked at: {}", failure.getMessage());
    } finally {
      schedulePeek();
    }
  }

  private void peek(List<LiveRoom> batch) {
    Map<RoomName, Position> ends = log.peek(batch.stream().map(LiveRoom::name).toList());
    for (LiveRoom room : batch) {
      Position end = ends.get(room.name());
      if (end != null) {
        room.peeked(end);
      }
    }
  }

  @Override
  public void close() {
    synchronized (rooms) {
      closed = true;
      rooms.forEach(
          (name, open) -> {
            bus.unsubscribe(name);
            open.room.close();
          });
      rooms.clear();
    }
  }

  /** A room and how many readers hold it. Guarded by {@link #rooms}. */
  private static final class Open {
    final LiveRoom room;
    final CompletableFuture<Void> ready;
    int readers;

    Open(LiveRoom room, CompletableFuture<Void> ready) {
      this.room = room;
      this.ready = ready;
    }
  }
}
