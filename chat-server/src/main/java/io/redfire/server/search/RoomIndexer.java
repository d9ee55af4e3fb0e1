package io.redfire.server.search;

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
 * what shows a change that is no more is read anew.
 */
final class RoomIndexer {
  private static final Logger LOG = LoggerFactory.getLogger(RoomIndexer.class);
  private static final int PAGE = 512;

  /** Pages of one step, after which other rooms have their turn. */
  private static final int PAGES = 16;

  /** Trimmed messages that may stay in the index: nobody is shown them, since the log has none. */
  private static final long TRIMMED = 1000;

  private final RoomName room;
  private final MessageLog log;
  private final MessageIndex index;
  private volatile RoomProgress progress;
  private volatile long head;

  /** Whatever comes after this was read while the log reached at least to {@link #readUpTo}. */
  private long readFrom;

  private long readUpTo;

  /** Whether the index may hold more than the progress says, since a step failed on the way. */
  private boolean isTorn;

  /**
   * @param progress what the index holds of the room
   */
  RoomIndexer(RoomName room, MessageLog log, MessageIndex index, RoomProgress progress) {
    this.room = room;
    this.log = log;
    this.index = index;
    this.progress = progress;
    this.head = progress.position().seq();
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
    if (isTorn) {
      index.removeAfter(room, progress.position().seq());
      isTorn = false;
    }
    for (int i = 0; i < PAGES; i++) {
      Position at = progress.position();
      Page page = log.readAfter(room, at, PAGE);
      if (page.status() == Page.Status.DIVERGED || page.after().seq() < at.seq()) {
        rewind();
        continue;
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

  private void take(Page page) throws IOException {
    long base = progress.base();
    long trimmed = page.bounds().base().seq();
    if (trimmed - base > TRIMMED || (trimmed > base && page.status() == Page.Status.TRIMMED)) {
      index.removeUpTo(room, trimmed);
      base = trimmed;
    }
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
    progress = new RoomProgress(page.end(), base, time);
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

  private void readAnew(long seq) throws IOException {
    Page page = log.readAfter(room, new Position(seq - 1, Position.UNKNOWN_TAG), 1);
    List<Entry> entries = page.entries();
    if (!entries.isEmpty() && entries.get(0).seq() == seq && isMessage(entries.get(0))) {
      index.replace(room, entries.get(0), time(entries.get(0), progress.at()));
    } else {
      index.remove(room, seq);
    }
  }

  private void rewind() throws IOException {
    Position at = progress.position();
    index.refresh();
    List<Position> known = new ArrayList<>();
    known.add(at);
    known.addAll(index.places(room, at.seq()));
    Position fork = log.newestInLog(room, known).orElse(Position.ORIGIN);
    if (fork.equals(at)) {
      // A tag that nobody knows proves nothing; the list has become shorter all the same.
      fork = Position.ORIGIN;
    }
    LOG.info("The log of room {} was replaced; the index goes on after seq {}", room, fork.seq());
    index.removeAfter(room, fork.seq());
    for (long seq : index.changedAfter(room, fork.seq())) {
      readAnew(seq);
    }
    progress = new RoomProgress(fork, Math.min(progress.base(), fork.seq()), progress.at());
    begin();
  }
}
