package io.redfire.server.room;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.bus.SignalCodec;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.metrics.ServerMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that this node has readers in: keeps the tail true to the log, and tells the readers.
 *
 * <p>A line heard on the bus goes onto the tail only if it is the next one and its tag follows. In
 * every other case (a hole, a new connection to the bus, a look at the log that shows another end,
 * a text that other programs sent) the room <i>fills</i>: it reads what comes after its tail from
 * the log, and when the log does not know the tail's end any more, finds the fork and rewinds.
 *
 * <p>What an edit, erasure or reaction changes is taken out of the tail before the change goes onto
 * it, and read anew ({@link ChangedEntries}).
 *
 * <p>Before a change of members or rules goes onto the tail, whoever decides on rights hears of it,
 * and so do the readers whose rights they are. The same happens where such a change may have been
 * passed over: when the room opens, rewinds, or goes on from a later place.
 *
 * <p>Signals go past all this: the newest are kept for a moment ({@link RecentSignals}), and
 * readers are told that there are some, once for however many.
 *
 * <p>There is one fill at a time, on a thread that may block. What is heard meanwhile waits in a
 * bounded queue; if that overflows, the fill goes round once more. The lock is held for moments
 * only, never while Redis is asked or a client is written to. Readers take entries from the tail
 * without it.
 */
public final class LiveRoom implements MessageBus.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoom.class);
  private static final int FILL_PAGE = 256;
  private static final int MAX_HEARD = 1024;
  private static final long RETRY_MILLIS = 250;

  private final RoomName name;
  private final MessageLog log;
  private final EntryEncoder encoder;
  private final Executor blocking;
  private final ScheduledExecutorService timer;
  private final ServerMetrics metrics;
  private final Consumer<RoomName> authority;
  private final Readers readers = new Readers();
  private final RecentPages pages;
  private final UnlistedTexts unlisted = new UnlistedTexts(System::nanoTime);
  private final RecentSignals signals = new RecentSignals(System::nanoTime);
  private final Queue<byte[]> heard = new ArrayDeque<>();
  private final Tail tail = new Tail(Position.ORIGIN);
  private final ChangedEntries changed;
  private boolean heardMore;
  private @Nullable CompletableFuture<Void> filling;
  private boolean again;
  private boolean opened;
  private volatile long governed;
  private volatile boolean closed;

  LiveRoom(
      RoomName name,
      MessageLog log,
      EntryEncoder encoder,
      Executor blocking,
      ScheduledExecutorService timer,
      ServerMetrics metrics,
      Consumer<RoomName> authority) {
    this.name = name;
    this.log = log;
    this.encoder = encoder;
    this.blocking = blocking;
    this.timer = timer;
    this.metrics = metrics;
    this.authority = authority;
    this.pages = new RecentPages(name, log, encoder, blocking);
    this.changed = new ChangedEntries(tail, this, this::readNow, blocking, timer);
  }

  /** Its name. */
  public RoomName name() {
    return name;
  }

  /** The position of the newest entry that this node has seen. */
  public Position last() {
    return tail.last();
  }

  /** The entry with this seq in its wire form, or null where the tail does not hold it. */
  public @Nullable WireEntry get(long seq) {
    return tail.get(seq);
  }

  /**
   * What follows a position that is not in the tail, read from the log.
   *
   * @return fails with {@link LogException}
   */
  public CompletableFuture<WirePage> pageAfter(Position position) {
    return pages.after(position);
  }

  /**
   * Grows whenever rights in the room may have changed, before anybody hears of that: who sees the
   * same number before asking for a right and after joining has missed no change in between.
   */
  public long governed() {
    return governed;
  }

  /**
   * What was signalled of late.
   *
   * @param number {@link RoomSignals#upTo} of what was taken before; 0 at first
   */
  public RoomSignals signalsSince(long number) {
    return signals.since(number);
  }

  /** Adds a reader, which hears of everything from now on. */
  public void join(RoomReader reader) {
    readers.add(reader);
  }

  /** Takes a reader away; it may be called once more. */
  public void leave(RoomReader reader) {
    readers.remove(reader);
  }

  /** How many cursors are over it. */
  int readers() {
    return (int) readers.all().count();
  }

  /** How many entries the slowest reader is behind. */
  long slowestLag() {
    long last = last().seq();
    return readers.all().mapToLong(reader -> last - reader.seq()).max().orElse(0);
  }

  @Override
  public void onLine(byte[] line) {
    synchronized (this) {
      if (filling != null || !opened) {
        if (heard.size() < MAX_HEARD) {
          heard.add(line);
        } else {
          heardMore = true;
        }
        return;
      }
      if (!accept(line)) {
        countGap(line);
        var unused = startFill();
        return;
      }
    }
    readers.ring();
  }

  @Override
  public void onRestored() {
    signals.missed();
    readers.signal();
    var unused = refresh();
  }

  @Override
  public void onSignal(byte[] signal) {
    SignalCodec.decode(signal)
        .ifPresent(
            known -> {
              signals.heard(known);
              readers.signal();
            });
  }

  /** A look at the log showed this end. */
  void peeked(Position end) {
    pages.forgetUnused();
    signals.forgetOld();
    Position last = tail.last();
    boolean same = end.seq() == last.seq();
    if (!same || (!end.tag().equals(Position.UNKNOWN_TAG) && !end.tag().equals(last.tag()))) {
      var unused = refresh();
    }
  }

  /**
   * Reads what the log holds after the tail; ends when all that the log held at the call is seen.
   */
  public CompletableFuture<Void> refresh() {
    synchronized (this) {
      CompletableFuture<Void> running = filling;
      if (running != null) {
        again = true;
        return running;
      }
      return startFill();
    }
  }

  void close() {
    closed = true;
    changed.close();
  }

  boolean isClosed() {
    return closed;
  }

  private synchronized CompletableFuture<Void> startFill() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    filling = done;
    again = false;
    fillSoon();
    return done;
  }

  /** Where nothing else may wait for a thread now, it may later: a fill must not be lost. */
  private void fillSoon() {
    Asking.give(blocking, this::fill, full -> fillLater());
  }

  private void fill() {
    try {
      Optional<CompletableFuture<Void>> done = Optional.empty();
      while (done.isEmpty()) {
        done = closed ? Optional.of(end()) : fillOnce();
        readers.ring();
      }
      done.get().complete(null);
    } catch (LogException failure) {
      LOG.warn("Room {} waits for its log: {}", name, failure.getMessage());
      fillLater();
    } catch (RuntimeException bug) {
      LOG.error("Room {} could not be filled", name, bug);
      fillLater();
    }
  }

  private void fillLater() {
    if (!closed) {
      var unused = timer.schedule(this::fillSoon, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Reads one page; when nothing is left to read, ends the fill and returns what it is to complete.
   */
  private Optional<CompletableFuture<Void>> fillOnce() {
    if (!opened) {
      open();
    }
    Page page = log.readAfter(name, tail.last(), FILL_PAGE);
    if (page.status() == Page.Status.DIVERGED) {
      rewind(log.newestInLog(name, tail.known()), page);
      return Optional.empty();
    }
    synchronized (this) {
      if (!page.after().equals(tail.last())) {
        tail.restartAt(page.after());
        pages.clear();
        govern(WireEntry.EVERYONE);
      }
      if (page.bounds().head().seq() - page.end().seq() > 2L * Tail.MAX_ENTRIES) {
        // Too far behind to be worth reading through: readers that need it page for themselves.
        tail.restartAt(page.bounds().head());
        pages.clear();
        govern(WireEntry.EVERYONE);
        return Optional.empty();
      }
      page.entries().forEach(this::append);
      // Under the same lock, or what is heard right now would wait for the next fill.
      return !page.hasMore() && catchUp() ? Optional.of(end()) : Optional.empty();
    }
  }

  private synchronized CompletableFuture<Void> end() {
    CompletableFuture<Void> done = filling;
    filling = null;
    return done == null ? CompletableFuture.completedFuture(null) : done;
  }

  /** Starts with the end of the log, and with some older places to find a fork by. */
  private void open() {
    Page newest = log.readBefore(name, Long.MAX_VALUE, Tail.MAX_ENTRIES);
    List<Position> older = new ArrayList<>();
    long head = newest.bounds().head().seq();
    long base = newest.bounds().base().seq();
    for (long distance = 2 * Tail.MAX_ENTRIES; head - distance > base; distance *= 2) {
      older.add(log.readBefore(name, head - distance + 1, 1).end());
    }
    synchronized (this) {
      for (int i = older.size() - 1; i >= 0; i--) {
        tail.remember(older.get(i));
      }
      tail.restartAt(newest.after());
      newest.entries().forEach(this::append);
      opened = true;
      govern(WireEntry.EVERYONE);
    }
  }

  private void rewind(Optional<Position> known, Page page) {
    metrics.rewound();
    Position fork = known.orElse(Position.ORIGIN);
    LOG.warn("The log of room {} was replaced after seq {}", name, fork.seq());
    synchronized (this) {
      changed.rewound(fork);
      if (known.isPresent()) {
        tail.rewindTo(fork);
      } else {
        tail.restartAt(page.bounds().base());
      }
      govern(WireEntry.EVERYONE);
    }
    pages.clear();
    readers.tell(reader -> reader.rewound(fork));
  }

  /** Takes what was heard during the fill; false where that shows that there is more to read. */
  private boolean catchUp() {
    boolean complete = !heardMore && !again;
    heardMore = false;
    again = false;
    for (byte[] line = heard.poll(); line != null; line = heard.poll()) {
      complete &= accept(line);
    }
    return complete;
  }

  /** Takes a line that was published; false where the log must be asked. */
  private boolean accept(byte[] line) {
    Optional<Position> claim = EntryCodec.claim(line);
    if (claim.isEmpty()) {
      return !acceptText(EntryCodec.foreignText(line));
    }
    Position claimed = claim.get();
    Position last = tail.last();
    if (claimed.seq() <= last.seq()) {
      WireEntry held = tail.get(claimed.seq());
      return held == null || held.position().equals(claimed);
    }
    if (claimed.seq() > last.seq() + 1) {
      return false;
    }
    Entry entry = EntryCodec.decode(last, line);
    if (!entry.position().equals(claimed)) {
      return false;
    }
    append(entry);
    return true;
  }

  /** A text of another program is no gap, though the log is asked for it too. */
  private void countGap(byte[] line) {
    if (EntryCodec.claim(line).isPresent()) {
      metrics.gapFilled();
    }
  }

  private void append(Entry entry) {
    WireEntry wire = encoder.encode(name, entry);
    if (wire.changes() > 0) {
      // Before the change can be seen, or who has seen it could still be given what it took away.
      changed.by(wire);
      pages.clear();
    }
    String concerned = wire.concerns();
    if (concerned != null && opened) {
      // Before it can be seen, or who has seen it could still be judged by what was before it.
      govern(concerned);
    }
    tail.append(wire);
    if (entry.at() == null && entry.content() instanceof Content.Text foreign) {
      unlisted.listed(foreign.text());
    }
  }

  private synchronized void govern(String concerned) {
    governed++;
    authority.accept(name);
    readers.tell(reader -> reader.governed(concerned));
  }

  /** The entry with this seq as it stands in the log; null where the log no longer holds it. */
  private @Nullable WireEntry readNow(long seq) {
    Page page = log.readAfter(name, new Position(seq - 1, Position.UNKNOWN_TAG), 1);
    return page.status() == Page.Status.OK && !page.entries().isEmpty()
        ? encoder.encode(name, page.entries().get(0))
        : null;
  }

  private boolean acceptText(String text) {
    boolean waits = unlisted.published(text);
    if (waits) {
      var unused =
          timer.schedule(this::showDue, UnlistedTexts.GRACE.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
    return waits;
  }

  private void showDue() {
    // The entry may stand in the list without anybody having rung.
    var unused =
        refresh()
            .thenRun(
                () -> {
                  List<String> due;
                  synchronized (this) {
                    due = unlisted.due();
                  }
                  due.forEach(text -> readers.tell(reader -> reader.heard(text)));
                });
  }
}
