package io.redfire.server.session;

import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.room.RoomLease;
import io.redfire.server.wire.CursorToken;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The rooms that one stream follows, a cursor each.
 *
 * <p>Belongs to its session's loop. Opening a room and finding the start in its log happen
 * elsewhere, since they ask Redis; what comes of them is taken here.
 */
final class Subscriptions {
  private final Session session;
  private final LiveRooms rooms;
  private final MessageLog log;
  private final UsedRooms used;
  private final Executor blocking;
  private final Map<RoomName, Followed> cursors = new HashMap<>();
  private final Map<RoomName, Long> wishes = new HashMap<>();
  private long lastWish;
  private int opening;

  Subscriptions(
      Session session, LiveRooms rooms, MessageLog log, UsedRooms used, Executor blocking) {
    this.session = session;
    this.rooms = rooms;
    this.log = log;
    this.used = used;
    this.blocking = blocking;
  }

  /**
   * Starts following a room.
   *
   * @param answered hears once what the answer is, on the loop
   * @param closed hears why, where the caller may not read the room any more
   */
  void add(
      RoomSubscription wish,
      Consumer<Subscribed> answered,
      Consumer<Problem> refused,
      Consumer<Problem> closed) {
    RoomName room;
    try {
      room = Requests.room(wish.getRoom());
      if (!wishes.containsKey(room) && wishes.size() >= Limit.ROOMS_PER_STREAM) {
        throw Problem.of(
            Reason.TOO_MANY_ROOMS,
            "this stream follows "
                + wishes.size()
                + " rooms (expected: at most "
                + Limit.ROOMS_PER_STREAM
                + ")");
      }
    } catch (Problem problem) {
      refused.accept(problem);
      return;
    }
    // The newest wish for a room is the one that counts, whichever is fulfilled first.
    long number = ++lastWish;
    wishes.put(room, number);
    drop(room);
    opening++;
    // First without opening it, which is not for those who may not know of it.
    session.await(
        session.mayRead(room, false),
        allowed -> {
          used.used(session.caller(), room, allowed);
          open(room, wish, allowed, number, answered, refused, closed);
        },
        failure -> {
          opening--;
          if (isNewest(room, number)) {
            wishes.remove(room);
          }
          refused.accept(Problem.from(failure));
        });
  }

  private boolean isNewest(RoomName room, long number) {
    return Long.valueOf(number).equals(wishes.get(room));
  }

  private void open(
      RoomName room,
      RoomSubscription wish,
      RoomState state,
      long number,
      Consumer<Subscribed> answered,
      Consumer<Problem> refused,
      Consumer<Problem> closed) {
    RoomLease lease = rooms.acquire(room);
    CompletableFuture<Joined> joined =
        lease
            .room()
            .thenApplyAsync(
                open -> {
                  long governed = open.governed();
                  return new Joined(open, Start.find(log, room, wish.getStart()), governed, state);
                },
                blocking)
            // Again, since only from here on the room tells of changes.
            .thenCompose(found -> session.mayRead(room, false).thenApply(found::allowed));
    var unused =
        joined.whenComplete(
            (found, failure) ->
                session.runAlways(
                    () -> {
                      opening--;
                      if (session.isEnded() || !isNewest(room, number)) {
                        lease.close();
                        if (!session.isEnded()) {
                          refused.accept(replaced());
                        }
                      } else if (failure != null) {
                        lease.close();
                        wishes.remove(room);
                        refused.accept(Problem.from(failure));
                      } else {
                        follow(lease, found, answered, closed);
                      }
                    }));
  }

  private static Problem replaced() {
    return Problem.of(
        Reason.NOT_SUBSCRIBED, "room", "a later request of this stream took this one's place");
  }

  private void follow(
      RoomLease lease, Joined joined, Consumer<Subscribed> answered, Consumer<Problem> closed) {
    LiveRoom room = joined.room();
    Start start = joined.start();
    Cursor cursor = new Cursor(session, room, start, joined.governed(), joined.state());
    cursors.put(room.name(), new Followed(cursor, lease, closed));
    answered.accept(
        Subscribed.newBuilder()
            .setRoom(room.name().value())
            .setBounds(Events.bounds(start.bounds()))
            .setCursor(CursorToken.of(start.position()))
            .build());
    room.join(cursor);
    cursor.askIfChanged();
    cursor.ring();
  }

  /** Stops following a room that the caller may not read any more. */
  void close(RoomName room, Problem why) {
    Followed followed = cursors.get(room);
    if (followed != null) {
      remove(room);
      followed.closed().accept(why);
    }
  }

  /** Stops following a room; false where it was not followed. */
  boolean remove(RoomName room) {
    drop(room);
    return wishes.remove(room) != null;
  }

  private void drop(RoomName room) {
    Followed followed = cursors.remove(room);
    if (followed != null) {
      session.forget(followed.cursor());
      followed.cursor().close();
      followed.lease().close();
    }
  }

  /** Stops following all rooms. */
  void clear() {
    Set.copyOf(cursors.keySet()).forEach(this::drop);
  }

  /** Whether a wish is still to be answered. */
  boolean isOpening() {
    return opening > 0;
  }

  /** Whether a reader has all that stood in its room's log when it started. */
  boolean isCaughtUp() {
    return cursors.values().stream().anyMatch(followed -> followed.cursor().isCaughtUp());
  }

  /** A cursor, its hold on its room, and who hears when it loses the right to read. */
  private record Followed(Cursor cursor, RoomLease lease, Consumer<Problem> closed) {}

  /**
   * A room that is open, where to start in it, and how often it was governed before.
   *
   * @param state the one on which the right to read was granted
   */
  private record Joined(LiveRoom room, Start start, long governed, RoomState state) {
    Joined allowed(RoomState now) {
      return new Joined(room, start, governed, now);
    }
  }
}
