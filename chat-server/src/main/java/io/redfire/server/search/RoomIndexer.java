package io.redfire.server.search;

import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as a reader of one room: a cursor that puts what it reads into the index. One thread at
 * a time takes steps; any thread may ask how far it is.
 *
 * <p>A page of a log shows messages as they stand now. So of the changes that it comes to, those
 * are in the index already which stood in the log when the changed message was read; for all others
 * the message is read anew. Where the log was replaced, what comes after the fork is forgotten, and
 * what shows a change that is no more is read anew: in steps, of which each can be taken again.
 */
final class RoomIndexer {
  private static final Logger LOG = LoggerFactory.getLogger(RoomIndexer.class);
  private static final int PAGE = 512;

  /** Pages of one step, after which other rooms have their turn. */
  private static final int PAGES = 16;

  /** Messages that one step reads anew after a rewind. */
  private static final int REDONE = 500;

  /** Trimmed messages that may wait to be forgotten: nobody is shown them. */
  private static final long TRIMMED = 1000;

  private final RoomName room;
  private final MessageLog log;
  private final MessageIndex index;
  private volatile RoomProgress progress;
  private volatile long head;

  /** The newest entry that is known to be trimmed. */
  private volatile long trimmed;

  private volatile boolean forgetsTrimmed;

  /** Whatever comes after this was read while the log reached at least to {@link #readUpTo}. */
  private long readFrom;

  private long readUpTo;

  /** Whether the index may hold more than the progress says. */
  private boolean isTorn;

  /** After a rewind: messages before this that show changes after the cursor are to be read. */
  private long redoBefore;

  /** How far the log was looked through for what has to be forgotten, beyond the cursor. */
  private Position forgotten = Position.ORIGIN;

  /**
   * @param progress what the index holds of the room
   */
  RoomIndexer(RoomName room, MessageLog log, MessageIndex index, RoomProgress progress) {
    this.room = room;
    this.log = log;
    this.index = index;
    this.progress = progress;
    this.head = progress.position().seq();
    this.trimmed = progress.base();
  }

  RoomName room() {
    return room;
  }

  /** How far it is. What it says is in the index. */
  RoomProgress progress() {
    return progress;
  }

  /** The newest entry of the room, when it was looked at last. */
  long head() {
    return head;
  }

  /** A look at the log showed this end. */
  void peeked(Position end) {
    head = end.seq();
  }

  /** Whether messages are trimmed that are not forgotten yet. */
  boolean hasTrimmed() {
    return trimmed > progress.base();
  }

  /** Forgets all that is trimmed, with the next step. */
  void forgetTrimmed() {
    forgetsTrimmed = true;
  }

  /** Begins to catch up: from here on the log may have become another. */
  void begin() {
    readFrom = Long.MAX_VALUE;
    readUpTo = 0;
  }

  /**
   * Reads some pages.
   *
   * @return whether there is nothing more to read
   * @throws io.redfire.core.log.LogException where the log cannot be read
   * @throws IOException where the index cannot be written
   */
  boolean step() throws IOException {
    mend();
    for (int i = 0; i < PAGES; i++) {
      if (redoBefore > 0) {
        redo();
        return false;
      }
      Position at = progress.position();
      Page page = log.readAfter(room, at, PAGE);
      if (isReplaced(at, page)) {
        rewind(page);
        return false;
      }
      head = page.bounds().head().seq();
      if (readFrom == Long.MAX_VALUE) {
        readFrom = at.seq();
        readUpTo = head;
      }
      isTorn = true;
      take(page);
      isTorn = false;
      if (!page.hasMore()) {
        return true;
      }
    }
    return false;
  }

  /**
   * As {@link #step}, but takes up nothing new: of what is in the index already it forgets what was
   * erased, withdrawn or trimmed.
   */
  boolean forget() throws IOException {
    mend();
    if (redoBefore > 0) {
      redo();
      return false;
    }
    Position at = progress.position();
    boolean isBeyond = forgotten.seq() > at.seq();
    Position from = isBeyond ? forgotten : at;
    Page page = log.readAfter(room, from, PAGE);
    if (isReplaced(from, page)) {
      forgotten = Position.ORIGIN;
      if (!isBeyond) {
        rewind(page);
      }
      return false;
    }
    head = page.bounds().head().seq();
    see(page.bounds().head());
    forgetTrimmed(page);
    Set<Long> changed = new TreeSet<>();
    for (Entry entry : page.entries()) {
      if (entry.content().rewords() && entry.content().changes() <= at.seq()) {
        changed.add(entry.content().changes());
      }
    }
    for (long seq : changed) {
      readAnew(seq);
    }
    forgotten = page.end();
    return !page.hasMore();
  }

  private void mend() throws IOException {
    if (isTorn) {
      index.removeAfter(room, progress.position().seq());
      isTorn = false;
    }
  }

  private void take(Page page) throws IOException {
    see(page.bounds().head());
    forgetTrimmed(page);
    Set<Long> changed = new TreeSet<>();
    long time = progress.at();
    for (Entry entry : page.entries()) {
      time = time(entry, time);
      if (isMessage(entry)) {
        index.add(room, entry, time);
      } else if (entry.content().rewords() && !isKnown(entry)) {
        changed.add(entry.content().changes());
      }
    }
    for (long seq : changed) {
      readAnew(seq);
    }
    progress = new RoomProgress(page.end(), progress.base(), time, progress.read());
  }

  private void forgetTrimmed(Page page) throws IOException {
    long base = progress.base();
    long gone = page.bounds().base().seq();
    if (gone - base > TRIMMED
        || (gone > base && (forgetsTrimmed || page.status() == Page.Status.TRIMMED))) {
      index.removeUpTo(room, gone);
      progress = new RoomProgress(progress.position(), gone, progress.at(), progress.read());
    }
    forgetsTrimmed = false;
    trimmed = gone;
  }

  /** What another program wrote has no time of its own; it came after what stands before it. */
  private static long time(Entry entry, long before) {
    Instant at = entry.at();
    return at == null ? before : at.toEpochMilli();
  }

  private static boolean isMessage(Entry entry) {
    return entry.content() instanceof Content.Text || entry.content() instanceof Content.Erased;
  }

  /** Whether the message that it changes was read after the change had been made. */
  private boolean isKnown(Entry change) {
    return change.content().changes() > readFrom && change.seq() <= readUpTo;
  }

  /**
   * Reads a message that is in the index already.
   *
   * @return the newest entry of the log by then
   */
  private Position readAnew(long seq) throws IOException {
    Page page = log.readAfter(room, new Position(seq - 1, Position.UNKNOWN_TAG), 1);
    List<Entry> entries = page.entries();
    if (!entries.isEmpty() && entries.get(0).seq() == seq && isMessage(entries.get(0))) {
      Change change = entries.get(0).content().change();
      Position read = progress.read();
      if (change != null
          && change.seq() > read.seq()
          && log.newestInLog(room, List.of(read)).isPresent()) {
        see(page.bounds().head());
      }
      index.replace(room, entries.get(0), time(entries.get(0), progress.at()));
    } else {
      index.remove(room, seq);
    }
    return page.bounds().head();
  }

  /** The log holds what it held at the time before, so that it is enough to remember this. */
  private void see(Position newest) {
    if (newest.seq() >= progress.read().seq()) {
      progress = progress.withRead(newest);
    }
  }

  /** Whether the log is another one than that which the index was made of. */
  private boolean isReplaced(Position from, Page page) {
    Position newest = page.bounds().head();
    Position read = progress.read();
    if (page.status() == Page.Status.DIVERGED
        || page.after().seq() < from.seq()
        || newest.seq() < read.seq()) {
      return true;
    }
    if (read.seq() <= page.after().seq() || newest.equals(read)) {
      return false;
    }
    if (read.seq() <= page.end().seq()) {
      int place = Math.toIntExact(read.seq() - page.after().seq() - 1);
      String tag = page.entries().get(place).position().tag();
      return !tag.equals(read.tag())
          && !tag.equals(Position.UNKNOWN_TAG)
          && !read.tag().equals(Position.UNKNOWN_TAG);
    }
    return log.newestInLog(room, List.of(read)).isEmpty();
  }

  /** Goes back to where the log and the index part; what is wrong after that, the steps mend. */
  private void rewind(Page page) throws IOException {
    Position at = progress.position();
    boolean isThere =
        page.status() != Page.Status.DIVERGED
            && page.after().seq() >= at.seq()
            && !at.tag().equals(Position.UNKNOWN_TAG);
    index.refresh();
    List<Position> known = new ArrayList<>();
    if (isThere) {
      known.add(at);
    }
    known.addAll(index.places(room, at.seq() - 1));
    Position fork =
        known.isEmpty() ? Position.ORIGIN : log.newestInLog(room, known).orElse(Position.ORIGIN);
    LOG.info("The log of room {} was replaced; the index goes on after seq {}", room, fork.seq());
    isTorn = true;
    redoBefore = fork.seq() + 1;
    forgotten = Position.ORIGIN;
    // What was read stays, since as long as it is not in the log this has to be done again.
    progress =
        new RoomProgress(
            fork,
            Math.min(progress.base(), fork.seq()),
            fork.seq() == 0 ? 0 : progress.at(),
            progress.read());
    begin();
  }

  private void redo() throws IOException {
    Position fork = progress.position();
    List<Long> changed = index.changedAfter(room, fork.seq(), redoBefore, REDONE);
    Position newest = fork;
    for (long seq : changed) {
      newest = readAnew(seq);
    }
    redoBefore = changed.size() < REDONE ? 0 : changed.get(changed.size() - 1);
    if (redoBefore == 0) {
      progress = progress.withRead(newest);
    }
  }
}
