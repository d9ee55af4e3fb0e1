package io.redfire.server.session;

import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.room.RoomLease;
import io.redfire.server.room.RoomReader;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Notices that something happened in one room of an inbox, without reading it. A room that cannot
 * be opened is tried again later, and told as it is meanwhile. Belongs to its session's loop.
 */
final class InboxRoomWatch implements RoomReader {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int MOST_DOUBLINGS = 5;

  private final Session session;
  private final LiveRooms rooms;
  private final OpeningTurns turns;
  private final RoomName name;
  private final Runnable changed;
  private @Nullable RoomLease lease;
  private volatile @Nullable LiveRoom room;
  private int failures;
  private boolean closed;
  private boolean read;
  private long readAt;

  /**
   * @param turns when it may open the room
   * @param changed hears that the room may stand otherwise than it did
   */
  InboxRoomWatch(
      Session session, LiveRooms rooms, OpeningTurns turns, RoomName name, Runnable changed) {
    this.session = session;
    this.rooms = rooms;
    this.turns = turns;
    this.name = name;
    this.changed = changed;
  }

  void start() {
    turns.add(this::open);
  }

  private void open(Runnable done) {
    if (closed) {
      done.run();
      return;
    }
    RoomLease held = rooms.acquire(name);
    lease = held;
    session.await(
        held.room(),
        opened -> {
          if (!closed) {
            room = opened;
            opened.join(this);
            changed.run();
          }
          done.run();
        },
        failure -> {
          held.close();
          if (!closed) {
            openLater();
          }
          done.run();
        });
  }

  private void openLater() {
    lease = null;
    if (failures == 0) {
      changed.run();
    }
    session.after(FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS)), this::start);
    failures++;
  }

  RoomName name() {
    return name;
  }

  /** Notes when it was read last, as {@link System#nanoTime}. */
  void readAt(long nanoTime) {
    read = true;
    readAt = nanoTime;
  }

  /** How long ago it was read, in nanoseconds; for ever if never. */
  long age(long nanoTime) {
    return read ? nanoTime - readAt : Long.MAX_VALUE;
  }

  void close() {
    closed = true;
    LiveRoom opened = room;
    if (opened != null) {
      opened.leave(this);
    }
    RoomLease held = lease;
    if (held != null) {
      held.close();
    }
  }

  @Override
  public Executor loop() {
    return session.loop();
  }

  @Override
  public long seq() {
    LiveRoom opened = room;
    return opened == null ? 0 : opened.last().seq();
  }

  @Override
  public void ring() {
    if (!closed) {
      changed.run();
    }
  }

  @Override
  public void rewound(Position fork) {
    ring();
  }

  @Override
  public void governed(String concerned) {
    ring();
  }

  @Override
  public void heard(String text) {}
}
