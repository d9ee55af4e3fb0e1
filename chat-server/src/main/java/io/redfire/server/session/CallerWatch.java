package io.redfire.server.session;

import io.redfire.core.bus.Signal;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.room.RoomLease;
import io.redfire.server.room.RoomReader;
import io.redfire.server.room.RoomSignals;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears when something happens to the account of a stream's caller. Belongs to its session's loop.
 *
 * <p>It follows the user's own log without reading it: whatever happens to an account or its
 * sessions is told there, so each ring is a reason to look whether the session is still good.
 */
final class CallerWatch implements RoomReader {
  private static final Logger LOG = LoggerFactory.getLogger(CallerWatch.class);

  private final Session session;
  private final LiveRooms rooms;
  private final RoomName ownLog;
  private final CallerCheck check;
  private final OwnNews news;
  private @Nullable RoomLease lease;
  private volatile @Nullable LiveRoom room;
  private long signalsTaken;

  /**
   * @param check looks whether the caller is still let in, where something was told and once at the
   *     start
   * @param news hears what was told
   */
  CallerWatch(Session session, LiveRooms rooms, UserName user, CallerCheck check, OwnNews news) {
    this.session = session;
    this.rooms = rooms;
    this.ownLog = RoomName.ownOf(user);
    this.check = check;
    this.news = news;
  }

  void start() {
    session.attach(this::close);
    open();
  }

  private void open() {
    RoomLease held = rooms.acquire(ownLog);
    lease = held;
    session.await(
        held.room(),
        opened -> {
          room = opened;
          opened.join(this);
          // What was told before is not told again.
          ring();
          signalsTaken = opened.signalsSince(0).upTo();
          news.readsMissed();
        },
        failure -> {
          LOG.warn("The own log of a user cannot be followed: {}", failure.toString());
          held.close();
          lease = null;
          session.later(this::open);
        });
  }

  private void close() {
    LiveRoom opened = room;
    if (opened != null) {
      opened.leave(this);
    }
    if (lease != null) {
      lease.close();
      lease = null;
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
    check.now();
    news.noticed();
  }

  @Override
  public void rewound(Position fork) {
    ring();
  }

  @Override
  public void governed(String concerned) {}

  @Override
  public void heard(String text) {}

  @Override
  public void signalled() {
    LiveRoom opened = room;
    if (opened == null) {
      return;
    }
    RoomSignals signals = opened.signalsSince(signalsTaken);
    signalsTaken = signals.upTo();
    if (!signals.complete()) {
      news.readsMissed();
    }
    for (Signal signal : signals.signals()) {
      if (signal instanceof Signal.Read read) {
        news.read(read.room());
      }
    }
  }
}
