package io.redfire.server.session;

import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.room.RoomLease;
import io.redfire.server.room.RoomReader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Notices that something happened in one room of an inbox, without reading it. Belongs to its
 * session's loop.
 */
final class InboxRoomWatch implements RoomReader {
  private final Session session;
  private final RoomName name;
  private final RoomLease lease;
  private final Runnable changed;
  private volatile @Nullable LiveRoom room;
  private boolean closed;
  private boolean read;
  private long readAt;

  InboxRoomWatch(Session session, LiveRooms rooms, RoomName name, Runnable changed) {
    this.session = session;
    this.name = name;
    this.changed = changed;
    this.lease = rooms.acquire(name);
    session.await(
        lease.room(),
        opened -> {
          if (!closed) {
            room = opened;
            opened.join(this);
            changed.run();
          }
        },
        // The room is told as it is even so; it is only not followed.
        failure -> changed.run());
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
    lease.close();
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
