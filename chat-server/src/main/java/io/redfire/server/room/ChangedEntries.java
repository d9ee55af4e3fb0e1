package io.redfire.server.room;

import io.redfire.core.log.LogException;
import io.redfire.core.log.Position;
import io.redfire.server.limit.Asking;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a tail that an edit, an erasure, a reply or a reaction changed in the log, until
 * they are in the tail again as they stand there now.
 *
 * <p>They are taken out at once, so that nobody is given the old words from then on, and read anew
 * from the log rather than made from the change: only so is the tail true to the log whoever
 * changed it, and an entry out of the tail the same bytes as one out of a page. What was read
 * counts only if the entry was not changed again meanwhile.
 *
 * <p>All but the reading happens under the room's lock. One task reads at a time.
 */
final class ChangedEntries {
  private static final Logger LOG = LoggerFactory.getLogger(ChangedEntries.class);
  private static final long RETRY_MILLIS = 250;
  private static final long NO_MESSAGE = -1;

  private final Tail tail;
  private final Object lock;
  private final LongFunction<@Nullable WireEntry> log;
  private final Executor blocking;
  private final ScheduledExecutorService timer;
  private final Map<Long, Out> out = new TreeMap<>();
  private boolean reading;
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param lock the room's
   * @param log reads the entry with a seq; blocks
   */
  ChangedEntries(
      Tail tail,
      Object lock,
      LongFunction<@Nullable WireEntry> log,
      Executor blocking,
      ScheduledExecutorService timer) {
    this.tail = tail;
    this.lock = lock;
    this.log = log;
    this.blocking = blocking;
    this.timer = timer;
  }

  /** Takes out what this changed: the message, and where it changed words the edit before it. */
  void by(WireEntry change) {
    long target = change.changes();
    long also = change.alsoChanges();
    long seq = change.position().seq();
    long edited = change.rewords() ? target : NO_MESSAGE;
    // What was read from the log a moment ago may show the change already.
    takeOut(
        entry ->
            entry.changedBy() < seq
                && (entry.position().seq() == target
                    || entry.position().seq() == also
                    || (entry.rewords() && entry.changes() == edited)));
    out.replaceAll(
        (at, old) -> at == target || at == also || old.edits == edited ? old.again() : old);
    readSoon();
  }

  /** Takes out what shows a change that the log no longer holds. */
  void rewound(Position fork) {
    takeOut(entry -> entry.changedBy() > fork.seq());
    out.keySet().removeIf(seq -> seq > fork.seq());
    out.replaceAll((at, old) -> old.again());
    readSoon();
  }

  void close() {
    closed = true;
  }

  private void takeOut(Predicate<WireEntry> which) {
    tail.takeOut(which).forEach(entry -> out.put(entry.position().seq(), new Out(entry)));
  }

  private void readSoon() {
    if (!reading && !out.isEmpty()) {
      reading = true;
      readOrRetry();
    }
  }

  private void readOrRetry() {
    Asking.give(blocking, this::read, full -> readLater());
  }

  private void read() {
    try {
      Map<Long, Out> wanted = wanted();
      while (!wanted.isEmpty() && !closed) {
        wanted.forEach((seq, old) -> putBack(seq, old, log.apply(seq)));
        wanted = wanted();
      }
    } catch (LogException failure) {
      LOG.warn("Changed entries wait for their log: {}", failure.getMessage());
      readLater();
    } catch (RuntimeException bug) {
      LOG.error("Changed entries could not be read", bug);
      readLater();
    }
  }

  private void readLater() {
    if (!closed) {
      var unused = timer.schedule(this::readOrRetry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** What is to be read; with nothing left the task ends. */
  private Map<Long, Out> wanted() {
    synchronized (lock) {
      reading = !out.isEmpty();
      return Map.copyOf(out);
    }
  }

  private void putBack(long seq, Out old, @Nullable WireEntry now) {
    synchronized (lock) {
      if (out.remove(seq, old) && now != null && old.isPlaceOf(now)) {
        tail.putBack(now);
      }
    }
  }

  /**
   * An entry that was taken out, without what it said. Another one each time that it is changed.
   */
  private static final class Out {
    final Position position;
    final String previousTag;
    final long edits;

    Out(WireEntry entry) {
      this(entry.position(), entry.previousTag(), entry.rewords() ? entry.changes() : 0);
    }

    private Out(Position position, String previousTag, long edits) {
      this.position = position;
      this.previousTag = previousTag;
      this.edits = edits;
    }

    Out again() {
      return new Out(position, previousTag, edits);
    }

    boolean isPlaceOf(WireEntry now) {
      return now.position().equals(position) && now.previousTag().equals(previousTag);
    }
  }
}
