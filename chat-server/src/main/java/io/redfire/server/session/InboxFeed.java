package io.redfire.server.session;

import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Verdict;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.RoomMessages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a user's inbox on a stream: each room once, then each that changes.
 *
 * <p>Belongs to its session's loop. There is no queue of news: a room that changed is only marked,
 * and is read when the client has taken what was said before, at most once in {@link #PAUSE}. So a
 * slow client hears less often, of the newest state. At most {@value Limit#INBOX_ROOMS} rooms.
 */
final class InboxFeed implements OwnNews {
  private static final Logger LOG = LoggerFactory.getLogger(InboxFeed.class);
  private static final int BATCH = 50;

  /**
   * Not all at once, or a user with many rooms would have the threads that ask Redis for itself.
   */
  private static final int MOST_OPENING = 16;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(250);

  private final Session session;
  private final LiveRooms rooms;
  private final RoomMembers members;
  private final Executor blocking;
  private final InstantSource clock;
  private final UserName user;
  private final Map<RoomName, InboxRoomWatch> watched = new HashMap<>();
  private final OpeningTurns turns = new OpeningTurns(MOST_OPENING);
  private final Set<InboxRoomWatch> marked = new LinkedHashSet<>();
  private boolean listing;
  private boolean listAgain;
  private boolean reading;
  private boolean waiting;

  InboxFeed(
      Session session,
      LiveRooms rooms,
      RoomMembers members,
      Executor blocking,
      InstantSource clock,
      UserName user) {
    this.session = session;
    this.rooms = rooms;
    this.members = members;
    this.blocking = blocking;
    this.clock = clock;
    this.user = user;
  }

  void start() {
    session.attach(() -> watched.values().forEach(InboxRoomWatch::close));
    list();
  }

  /** Looks which rooms there are; to be called where some may have come or gone. */
  void list() {
    if (listing) {
      listAgain = true;
      return;
    }
    listing = true;
    listAgain = false;
    session.await(
        Asking.on(blocking, () -> members.rooms(user)),
        found -> {
          listing = false;
          watch(found.subList(0, Math.min(found.size(), Limit.INBOX_ROOMS)));
          if (listAgain) {
            list();
          }
        },
        failure -> {
          listing = false;
          LOG.warn("An inbox waits for its rooms: {}", failure.toString());
          session.later(this::list);
        });
  }

  private void watch(List<RoomName> found) {
    Set<RoomName> gone = new HashSet<>(watched.keySet());
    for (RoomName room : found) {
      gone.remove(room);
      if (!watched.containsKey(room)) {
        InboxRoomWatch watch = new InboxRoomWatch(session, rooms, turns, room, () -> mark(room));
        watched.put(room, watch);
        watch.start();
      }
    }
    for (RoomName room : gone) {
      forget(room);
    }
  }

  private void forget(RoomName room) {
    InboxRoomWatch watch = watched.remove(room);
    if (watch != null) {
      watch.close();
      marked.remove(watch);
      tell(RoomMessages.removed(room));
    }
  }

  private void mark(RoomName room) {
    InboxRoomWatch watch = watched.get(room);
    if (watch != null) {
      marked.add(watch);
      readSoon(Duration.ZERO);
    }
  }

  @Override
  public void noticed() {
    list();
  }

  @Override
  public void read(RoomName room) {
    mark(room);
  }

  @Override
  public void readsMissed() {
    List.copyOf(watched.keySet()).forEach(this::mark);
  }

  private void readSoon(Duration wait) {
    if (!waiting && !reading && !marked.isEmpty()) {
      waiting = true;
      session.after(
          wait,
          () -> {
            waiting = false;
            read();
          });
    }
  }

  private void read() {
    if (reading || marked.isEmpty()) {
      return;
    }
    if (!session.isIdle()) {
      readSoon(SOON);
      return;
    }
    long now = System.nanoTime();
    Map<RoomName, InboxRoomWatch> batch = new HashMap<>();
    for (InboxRoomWatch watch : marked) {
      if (batch.size() < BATCH && watch.age(now) >= PAUSE.toNanos()) {
        batch.put(watch.name(), watch);
      }
    }
    if (batch.isEmpty()) {
      readSoon(SOON);
      return;
    }
    reading = true;
    batch.values().forEach(watch -> watch.readAt(now));
    marked.removeAll(batch.values());
    session.await(
        Asking.on(blocking, () -> members.inbox(user, batch.keySet())),
        rows -> {
          reading = false;
          rows.forEach(row -> tell(row, batch.remove(row.room())));
          again(batch);
        },
        failure -> {
          reading = false;
          LOG.warn("An inbox waits for the store: {}", failure.toString());
          again(batch);
        });
  }

  /** What nobody told of is asked for again; then comes what was marked meanwhile. */
  private void again(Map<RoomName, InboxRoomWatch> untold) {
    new ArrayList<>(untold.values())
        .stream().filter(watch -> watched.containsValue(watch)).forEach(marked::add);
    readSoon(untold.isEmpty() ? Duration.ZERO : SOON);
  }

  private void tell(InboxRow row, @Nullable InboxRoomWatch watch) {
    if (watch == null || watched.get(row.room()) != watch) {
      return;
    }
    Caller caller = session.caller();
    boolean reads =
        Verdict.decide(caller, Action.READ, row.room(), row.state(), clock.instant()) == null;
    if (reads && isMember(row)) {
      tell(RoomMessages.inbox(row));
    } else if (row.state().part().invited()) {
      tell(RoomMessages.invitation(row));
    } else {
      forget(row.room());
    }
  }

  private static boolean isMember(InboxRow row) {
    return row.state().part().role().isPresent() || !row.room().users().isEmpty();
  }

  private void tell(InboxRoom room) {
    session.tell(Event.newBuilder().setInboxRoom(room).build());
  }
}
