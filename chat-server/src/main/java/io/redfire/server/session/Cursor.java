package io.redfire.server.session;

import io.redfire.chat.v1.Event;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.RoomReader;
import io.redfire.server.room.WireEntry;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Frame;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's place in one room, and all that there is to reading: while the stream is ready it
 * takes as many entries as a frame carries, from the tail while inside it, in pages from the log
 * when behind.
 *
 * <p>Belongs to its session's loop; only the methods of {@link RoomReader} may be called from
 * elsewhere, and they hop onto it. It holds at most one page and never a queue of entries. Every
 * entry that it takes must follow from the one before by its tag; where none does, the log was
 * replaced, and nothing is taken until the room has said where the fork is.
 */
final class Cursor implements RoomReader {
  private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);
  private static final int PAGE = 128;
  private static final int MAX_LIVE_TEXTS = 32;

  private final Session session;
  private final LiveRoom room;
  private final MessageLog log;
  private final AtomicBoolean ringing = new AtomicBoolean();
  private final Queue<byte[]> liveTexts = new ArrayDeque<>();
  private Position position;
  private @Nullable Position fork;
  private long trimmedAfter = -1;
  private @Nullable Iterator<WireEntry> page;
  private boolean waiting;
  private boolean caughtUp;
  private boolean closed;
  private int rewinds;

  /**
   * Stands at a position.
   *
   * @param fork where the reader is to be told that the log was replaced; null where it was not
   */
  Cursor(
      Session session, LiveRoom room, MessageLog log, Position position, @Nullable Position fork) {
    this.session = session;
    this.room = room;
    this.log = log;
    this.position = position;
    this.fork = fork;
  }

  @Override
  public void ring() {
    // One task is enough however often it rings until the session comes to it.
    if (ringing.compareAndSet(false, true)) {
      session.rung(this);
    }
  }

  /** The session comes to it: what rings from now on is new. */
  void heed() {
    ringing.set(false);
  }

  @Override
  public void rewound(Position to) {
    session.run(
        () -> {
          rewinds++;
          page = null;
          if (position.seq() > to.seq()) {
            position = to;
            fork = to;
            trimmedAfter = -1;
          }
          ring();
        });
  }

  @Override
  public void heard(String text) {
    session.run(
        () -> {
          // What is not in the log is not worth keeping for a reader that cannot take it.
          if (liveTexts.size() < MAX_LIVE_TEXTS) {
            liveTexts.add(
                Events.bytes(
                    Event.newBuilder().setLiveText(Events.liveText(room.name(), text)).build()));
            ring();
          }
        });
  }

  /** Adds to the frame what comes next, up to its limit; false where there is nothing for now. */
  boolean take(Frame frame, int limit) {
    while (frame.size() < limit) {
      byte[] next = closed ? null : next();
      if (next == null) {
        return false;
      }
      frame.add(next);
    }
    return true;
  }

  private byte @Nullable [] next() {
    Position rewound = fork;
    if (rewound != null) {
      fork = null;
      return event(Event.newBuilder().setRoomRewound(Events.rewound(room.name(), rewound)));
    }
    if (trimmedAfter >= 0) {
      long after = trimmedAfter;
      trimmedAfter = -1;
      return event(
          Event.newBuilder().setHistoryTrimmed(Events.trimmed(room.name(), after, position)));
    }
    if (waiting) {
      return null;
    }
    WireEntry entry = nextEntry();
    if (entry != null) {
      position = entry.position();
      return entry.event();
    }
    return waiting ? null : atTheEnd();
  }

  private @Nullable WireEntry nextEntry() {
    Iterator<WireEntry> rest = page;
    if (rest != null) {
      if (rest.hasNext()) {
        return rest.next();
      }
      page = null;
    }
    WireEntry entry = room.get(position.seq() + 1);
    Position last = room.last();
    if (entry != null && entry.previousTag().equals(position.tag())) {
      return entry;
    }
    if (entry != null || position.seq() < last.seq()) {
      readPage();
    } else if (position.seq() == last.seq() && !position.tag().equals(last.tag())) {
      readPage();
    }
    return null;
  }

  private byte @Nullable [] atTheEnd() {
    if (!caughtUp && position.equals(room.last())) {
      caughtUp = true;
      session.caughtUp();
      return event(Event.newBuilder().setCaughtUp(Events.caughtUp(room.name(), position)));
    }
    return liveTexts.poll();
  }

  private void readPage() {
    waiting = true;
    Position after = position;
    int before = rewinds;
    session.ask(
        () -> log.readAfter(room.name(), after, PAGE),
        read -> onPage(read, before),
        this::onFailure);
  }

  private void onPage(Page read, int before) {
    waiting = false;
    // A page that was read before a rewind may hold what the rewind withdrew.
    if (rewinds == before) {
      switch (read.status()) {
        case DIVERGED -> findFork();
        case TRIMMED -> {
          trimmedAfter = position.seq();
          startPage(read);
        }
        case OK -> startPage(read);
      }
    }
    ring();
  }

  private void startPage(Page read) {
    position = read.after();
    page =
        read.entries().stream().map(entry -> Events.wire(room.name(), entry)).toList().iterator();
    if (read.entries().isEmpty() && position.seq() < room.last().seq()) {
      // The log is shorter than the tail: the room must see that before there is anything to read.
      waitForRoom(() -> {});
    }
  }

  /** The room finds the fork, since its tail stands where this cursor came from. */
  private void findFork() {
    int before = rewinds;
    waitForRoom(
        () -> {
          if (rewinds == before) {
            // The tail never stood there; only from the start is certainly true.
            position = Position.ORIGIN;
            fork = Position.ORIGIN;
          }
        });
  }

  private void waitForRoom(Runnable then) {
    waiting = true;
    session.await(
        room.refresh(),
        () -> {
          waiting = false;
          then.run();
          ring();
        });
  }

  private void onFailure(RuntimeException failure) {
    LOG.warn("A reader of room {} waits for its log: {}", room.name(), failure.toString());
    waiting = false;
    session.ringLater(this);
  }

  private static byte[] event(Event.Builder event) {
    return Events.bytes(event.build());
  }

  LiveRoom room() {
    return room;
  }

  void close() {
    closed = true;
    page = null;
    room.leave(this);
  }
}
