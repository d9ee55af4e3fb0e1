package io.redfire.server.session;

import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.room.RoomLease;
import io.redfire.server.room.RoomReader;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a stream when its caller's session does.
 *
 * <p>Belongs to its session's loop. It follows the user's own log without reading it: whatever
 * happens to an account or its sessions is told there, so each ring is a reason to look whether the
 * session is still good. Its end in time rings nowhere; that is looked at now and then.
 */
final class CallerWatch implements RoomReader {
  private static final Logger LOG = LoggerFactory.getLogger(CallerWatch.class);

  /** Not the whole time at once, or what is to happen at its end would keep ended streams. */
  private static final Duration LOOK_AT_THE_CLOCK = Duration.ofSeconds(30);

  private final Session session;
  private final LiveRooms rooms;
  private final Callers callers;
  private final InstantSource clock;
  private final Runnable onNotice;
  private final RoomName ownLog;
  private @Nullable RoomLease lease;
  private volatile @Nullable LiveRoom room;
  private boolean asking;
  private boolean askAgain;

  /**
   * @param onNotice what else is to happen where something was told in the own log
   */
  CallerWatch(
      Session session,
      LiveRooms rooms,
      Callers callers,
      InstantSource clock,
      Caller.SignedIn caller,
      Runnable onNotice) {
    this.session = session;
    this.rooms = rooms;
    this.callers = callers;
    this.clock = clock;
    this.onNotice = onNotice;
    this.ownLog = RoomName.ownOf(caller.identity().account().user());
  }

  void start() {
    session.attach(this::close);
    open();
    watchTheClock();
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

  private void watchTheClock() {
    Duration left = Duration.between(clock.instant(), end());
    if (left.isNegative() || left.isZero()) {
      verify();
      session.after(Duration.ofSeconds(1), this::watchTheClock);
    } else {
      // A millisecond more, since what is over at its end is still good at that moment.
      Duration wait = left.compareTo(LOOK_AT_THE_CLOCK) < 0 ? left : LOOK_AT_THE_CLOCK;
      session.after(wait.plusMillis(1), this::watchTheClock);
    }
  }

  private Instant end() {
    return session.caller() instanceof Caller.SignedIn caller
        ? caller.identity().session().expiresAt()
        : Instant.MAX;
  }

  private void verify() {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    session.await(
        callers.reverify(session.caller()),
        caller -> {
          asking = false;
          session.admit(caller);
          if (askAgain) {
            verify();
          }
        },
        failure -> {
          asking = false;
          Problem problem = Problem.from(failure);
          if (problem.mayPass()) {
            session.later(this::verify);
          } else {
            session.fail(problem);
          }
        });
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
    verify();
    onNotice.run();
  }

  @Override
  public void rewound(Position fork) {
    ring();
  }

  @Override
  public void governed(String concerned) {}

  @Override
  public void heard(String text) {}
}
