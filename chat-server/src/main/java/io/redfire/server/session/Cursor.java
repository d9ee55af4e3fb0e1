package io.redfire.server.session;

import io.redfire.chat.v1.Event;
import io.redfire.core.bus.Signal;
import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Caller;
import io.redfire.server.room.LiveRoom;
import io.redfire.server.room.RoomReader;
import io.redfire.server.room.RoomSignals;
import io.redfire.server.room.WireEntry;
import io.redfire.server.room.WirePage;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Frame;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader's place in one room, and all that there is to reading: while the stream is ready it
 * takes as many entries as a frame carries, from the tail while inside it, in pages from the log
 * when behind.
 *
 * <p>Pages count against what its reader may take of history; where that is used up it waits, and
 * nothing of the stream fails.
 *
 * <p>Belongs to its session's loop. It holds at most one page and never a queue of entries. Every
 * entry that it takes must follow from the one before by its tag; where none does, the log was
 * replaced, and nothing is taken until the room has said where the fork is.
 *
 * <p>Whether its reader still may read is asked anew when the room says that this may have changed.
 * Behind an entry that changed it nothing is taken until the answer is there, so that nobody is
 * given a room's words after the entry that took the right away. As the room tells its authority
 * before the entry can be seen, the authority's next answer knows of it; only what was read ahead
 * of the room is not known to it yet, and is asked for as it is now.
 *
 * <p>Who types, and how far others have read, is shown to a reader that has all there is and whose
 * right is not in question, and to nobody else.
 */
final class Cursor implements RoomReader {
  private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);
  private static final int MAX_LIVE_TEXTS = 32;

  /** Then it asks again, since what is to happen later keeps a stream that may have ended. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final AtomicLongFieldUpdater<Cursor> SEEN =
      AtomicLongFieldUpdater.newUpdater(Cursor.class, "seen");

  private final Session session;
  private final LiveRoom room;
  private final Queue<byte[]> liveTexts = new ArrayDeque<>();
  private final long target;
  private Position position;
  private @Nullable Position fork;
  private long trimmedAfter = -1;
  private @Nullable Iterator<WireEntry> page;
  private boolean rung;
  private boolean waiting;
  private boolean holdsPermit;
  private boolean caughtUp;
  private boolean closed;
  private final @Nullable String user;
  private long allowedAt;
  private boolean seesReceipts;
  private boolean asking;
  private boolean askAgain;
  private boolean held;
  private int rewinds;
  private boolean signalled;
  private long signalsTaken;
  private volatile long seen;

  /**
   * Stands where the start says.
   *
   * @param allowedAt {@link LiveRoom#governed} from before the right to read was asked for
   * @param state the state of the room on which it was granted
   */
  Cursor(Session session, LiveRoom room, Start start, long allowedAt, RoomState state) {
    this.session = session;
    this.allowedAt = allowedAt;
    this.user =
        session.caller() instanceof Caller.SignedIn caller
            ? caller.user().map(UserName::value).orElse(null)
            : null;
    this.room = room;
    this.target = start.bounds().head().seq();
    this.position = start.position();
    this.seen = position.seq();
    this.fork = start.fork().orElse(null);
    this.seesReceipts = session.maySeeReceipts(room.name(), state);
  }

  @Override
  public Executor loop() {
    return session.loop();
  }

  @Override
  public long seq() {
    return seen;
  }

  @Override
  public void ring() {
    if (!rung) {
      rung = true;
      session.rung(this);
    }
  }

  @Override
  public void rewound(Position to) {
    rewinds++;
    dropPage();
    if (position.seq() > to.seq()) {
      standAt(to);
      fork = to;
      trimmedAfter = -1;
    }
    ring();
  }

  @Override
  public void governed(String concerned) {
    if (isAbout(concerned)) {
      held |= concerned.equals(WireEntry.EVERYONE);
      ask(false);
    }
  }

  private boolean isAbout(String concerned) {
    return concerned.equals(WireEntry.EVERYONE) || concerned.equals(user);
  }

  /** Asks whether it may still be read, where that may have changed since it was asked. */
  void askIfChanged() {
    if (room.governed() != allowedAt) {
      held = true;
      ask(false);
    }
  }

  private void taken(WireEntry entry, String concerned) {
    boolean isAhead = entry.position().seq() > room.last().seq();
    if (isAbout(concerned) && (isAhead || room.governed() != allowedAt)) {
      held = true;
      ask(isAhead);
    }
  }

  private void ask(boolean now) {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    long asOf = room.governed();
    session.await(
        session.mayRead(room.name(), now),
        allowed -> {
          asking = false;
          allowedAt = asOf;
          seesReceipts = session.maySeeReceipts(room.name(), allowed);
          if (askAgain) {
            ask(true);
          } else {
            held = false;
            ring();
          }
        },
        this::onRefusal);
  }

  private void onRefusal(Throwable failure) {
    asking = false;
    Problem problem = Problem.from(failure);
    if (closed) {
      return;
    }
    if (problem.mayPass()) {
      LOG.warn(
          "A reader of room {} waits for its right to read: {}", room.name(), problem.reason());
      held = true;
      session.later(() -> ask(true));
    } else {
      session.subscriptions().close(room.name(), problem);
    }
  }

  @Override
  public void heard(String text) {
    // What is not in the log is not worth keeping for a reader that cannot take it.
    if (liveTexts.size() < MAX_LIVE_TEXTS) {
      liveTexts.add(
          Events.bytes(Event.newBuilder().setLiveText(Events.liveText(room.name(), text)).build()));
      ring();
    }
  }

  @Override
  public void signalled() {
    if (!signalled) {
      signalled = true;
      session.signalled(this);
    }
  }

  /**
   * Adds to the frame who types and who has read, for a reader that is where the room is and may
   * read it.
   */
  void takeSignals(Frame frame) {
    signalled = false;
    boolean reads = !closed && !held && !asking && !session.endsCaughtUp();
    if (!reads || !caughtUp || !position.equals(room.last())) {
      return;
    }
    RoomSignals news = room.signalsSince(signalsTaken);
    signalsTaken = news.upTo();
    for (Signal signal : news.signals()) {
      if (signal instanceof Signal.Typing typing && !typing.stream().equals(session.word())) {
        frame.add(event(Event.newBuilder().setTyping(Events.typing(room.name(), typing.user()))));
      } else if (signal instanceof Signal.Receipt receipt && seesReceipts) {
        Marks marks = new Marks(receipt.delivered(), receipt.read());
        frame.add(
            event(
                Event.newBuilder().setReceipt(Events.receipt(room.name(), receipt.user(), marks))));
      }
    }
  }

  /** Adds to the frame what comes next, up to its limit; false where there is nothing for now. */
  boolean take(Frame frame, int limit) {
    rung = false;
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
    if (held || (caughtUp && session.endsCaughtUp())) {
      return null;
    }
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
    if (!caughtUp && (position.seq() >= target || position.equals(room.last()))) {
      caughtUp = true;
      return event(Event.newBuilder().setCaughtUp(Events.caughtUp(room.name(), position)));
    }
    WireEntry entry = nextEntry();
    if (entry != null) {
      standAt(entry.position());
      String concerned = entry.concerns();
      if (concerned != null) {
        taken(entry, concerned);
      }
      return entry.event();
    }
    return waiting ? null : liveTexts.poll();
  }

  private void standAt(Position place) {
    position = place;
    // Others may see it a little later; a full fence for each entry would be felt.
    SEEN.lazySet(this, place.seq());
  }

  private @Nullable WireEntry nextEntry() {
    Iterator<WireEntry> rest = page;
    if (rest != null) {
      if (rest.hasNext()) {
        WireEntry entry = rest.next();
        session.tally().fromPage(entry);
        return entry;
      }
      dropPage();
    }
    WireEntry entry = room.get(position.seq() + 1);
    if (entry != null && entry.previousTag().equals(position.tag())) {
      session.tally().fromTail(this, entry, caughtUp);
      return entry;
    }
    if (entry != null || !position.equals(room.last())) {
      readPage();
    }
    return null;
  }

  private void readPage() {
    if (!holdsPermit && !session.permits().take(this)) {
      return;
    }
    holdsPermit = true;
    waiting = true;
    session.tally().missed();
    awaitTurn();
  }

  /**
   * Waits until its reader may have one more page. Meanwhile it keeps its permit: the stream's
   * other cursors would wait for the same.
   */
  private void awaitTurn() {
    session.await(
        session.pageTurn(),
        wait -> {
          if (closed) {
            waiting = false;
            dropPage();
          } else if (wait.isZero()) {
            Position after = position;
            int before = rewinds;
            session.await(room.pageAfter(after), read -> onPage(read, before), this::onFailure);
          } else {
            session.after(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, this::awaitTurn);
          }
        },
        this::onFailure);
  }

  private void onPage(WirePage read, int before) {
    waiting = false;
    // A page that was read before a rewind may hold what the rewind withdrew.
    if (closed || rewinds != before) {
      dropPage();
    } else {
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

  private void startPage(WirePage read) {
    standAt(read.after());
    if (!read.entries().isEmpty()) {
      page = read.entries().iterator();
      return;
    }
    dropPage();
    if (!position.equals(room.last())) {
      // The log ends here and the tail does not: the room must see that before there is more.
      waitForRoom(() -> {});
    }
  }

  private void dropPage() {
    page = null;
    if (holdsPermit && !waiting) {
      holdsPermit = false;
      session.permits().giveBack();
    }
  }

  /** The room finds the fork, since its tail stands where this cursor came from. */
  private void findFork() {
    dropPage();
    int before = rewinds;
    waitForRoom(
        () -> {
          if (rewinds == before) {
            // The tail never stood there; only from the start is certainly true.
            standAt(Position.ORIGIN);
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

  private void onFailure(Throwable failure) {
    LOG.warn("A reader of room {} waits for its log: {}", room.name(), failure.toString());
    waiting = false;
    dropPage();
    session.ringLater(this);
  }

  private static byte[] event(Event.Builder event) {
    return Events.bytes(event.build());
  }

  boolean isCaughtUp() {
    return caughtUp;
  }

  void close() {
    closed = true;
    dropPage();
    room.leave(this);
  }
}
