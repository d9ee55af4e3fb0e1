package io.redfire.server.search;

import com.google.common.collect.Lists;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one open index, and whose turn it is to be read. Thread-safe; what blocks runs on
 * the threads that it is given.
 *
 * <p>A room that catches up takes one step and goes to the end of the line, so a long room keeps a
 * short one waiting for moments. However many ask for the same room, it stands in the line once.
 * Only rooms that hold something are kept: there are as many others as there are names.
 */
final class IndexedRooms {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedRooms.class);

  /** More than a user has. */
  private static final int MOST_ROOMS = 20_000;

  private static final int PEEK_BATCH = 1000;

  /** So few rooms catch up without a look at whether they have to. */
  private static final int FEW = 8;

  /** What was searched within this is not dropped. */
  private static final long FRESH_NANOS = 60_000_000_000L;

  private final MessageIndex index;
  private final MessageLog log;
  private final Executor threads;
  private final BiConsumer<IndexedRooms, Exception> broken;
  private final LongSupplier nanos;
  private final int mostRooms;
  private final Map<RoomName, Indexed> rooms = new HashMap<>();
  private boolean isShrinking;
  private volatile boolean full;
  private volatile boolean closed;

  /**
   * Begins with what the index holds.
   *
   * @param broken hears where the index can be used no more
   */
  IndexedRooms(
      MessageIndex index,
      MessageLog log,
      Executor threads,
      BiConsumer<IndexedRooms, Exception> broken) {
    this(index, log, threads, broken, System::nanoTime, MOST_ROOMS);
  }

  IndexedRooms(
      MessageIndex index,
      MessageLog log,
      Executor threads,
      BiConsumer<IndexedRooms, Exception> broken,
      LongSupplier nanos,
      int mostRooms) {
    this.index = index;
    this.log = log;
    this.threads = threads;
    this.broken = broken;
    this.nanos = nanos;
    this.mostRooms = mostRooms;
    index.progress().forEach((room, place) -> rooms.put(room, indexed(room, place)));
  }

  private Indexed indexed(RoomName room, RoomProgress place) {
    return new Indexed(new RoomIndexer(room, log, index, place), nanos.getAsLong());
  }

  MessageIndex index() {
    return index;
  }

  /**
   * Somebody searches in these: those that hold something are indexed from here on.
   *
   * @return those that have to be read further, as {@link #catchUp} does
   */
  Map<RoomName, CompletableFuture<Void>> searched(List<RoomName> wanted) throws IOException {
    Set<RoomName> looked = used(wanted);
    Map<RoomName, Position> ends = peek(looked);
    Map<RoomName, CompletableFuture<Void>> behind = new LinkedHashMap<>();
    for (RoomName room : wanted) {
      Position end = ends.get(room);
      if (end == null && looked.contains(room) && indexer(room).isEmpty()) {
        behind.put(room, CompletableFuture.failedFuture(unread(room)));
      } else if (end == null || !isAtEnd(room, end)) {
        behind.put(
            room, add(room) ? catchUp(room) : CompletableFuture.failedFuture(notIndexed(room)));
      }
    }
    return behind;
  }

  /** Those which have to be looked at. */
  private synchronized Set<RoomName> used(List<RoomName> wanted) {
    Set<RoomName> looked = new HashSet<>();
    for (RoomName room : wanted) {
      Indexed known = rooms.get(room);
      if (known != null) {
        known.searched = nanos.getAsLong();
      }
      if (known == null || wanted.size() > FEW) {
        looked.add(room);
      }
    }
    return looked;
  }

  private Map<RoomName, Position> peek(Collection<RoomName> wanted) {
    Map<RoomName, Position> ends = new HashMap<>();
    for (List<RoomName> batch : Lists.partition(List.copyOf(wanted), PEEK_BATCH)) {
      ends.putAll(log.peek(batch));
    }
    ends.forEach((room, end) -> indexer(room).ifPresent(known -> known.peeked(end)));
    return ends;
  }

  /** An empty room has no end to tell the tag of. */
  private boolean isAtEnd(RoomName room, Position end) {
    Position known =
        indexer(room).map(indexer -> indexer.progress().position()).orElse(Position.ORIGIN);
    return end.seq() == 0 ? known.seq() == 0 : known.equals(end);
  }

  private synchronized boolean add(RoomName room) throws IOException {
    if (rooms.containsKey(room)) {
      return true;
    }
    if (full || (rooms.size() >= mostRooms && dropOldest().isEmpty())) {
      return false;
    }
    // There may be something of it that no commit told of.
    index.removeAll(room);
    rooms.put(room, indexed(room, RoomProgress.NONE));
    return true;
  }

  /** What is wrong with a room that a look at several left out. */
  private LogException unread(RoomName room) {
    try {
      var unused = log.bounds(room);
      return notIndexed(room);
    } catch (LogException why) {
      return why;
    }
  }

  /**
   * Indexes what a room's log holds.
   *
   * @return ends when all that it held at the call can be found after a refresh; with a {@link
   *     LogException} where the log cannot be read, or the room not be indexed
   */
  CompletableFuture<Void> catchUp(RoomName room) {
    Indexed indexed;
    CompletableFuture<Void> answer;
    synchronized (this) {
      indexed = rooms.get(room);
      if (indexed == null || closed) {
        return CompletableFuture.failedFuture(notIndexed(room));
      }
      answer = indexed.ask();
      if (indexed.isRunning) {
        return answer;
      }
      indexed.isRunning = true;
    }
    indexed.indexer.begin();
    stepSoon(indexed);
    return answer;
  }

  private static LogException notIndexed(RoomName room) {
    return new LogException(
        LogException.Reason.OVERLOADED, "room '" + room + "' cannot be indexed now", null);
  }

  private void stepSoon(Indexed indexed) {
    Asking.give(threads, () -> step(indexed), full -> end(indexed, full));
  }

  private void step(Indexed indexed) {
    try {
      if (closed || !beginsStep(indexed)) {
        end(indexed, notIndexed(indexed.indexer.room()));
        return;
      }
      boolean isDone = full ? indexed.indexer.forget() : indexed.indexer.step();
      if (!isDone || goesOn(indexed)) {
        stepSoon(indexed);
      }
    } catch (LogException failure) {
      end(indexed, failure);
    } catch (IOException | AlreadyClosedException failure) {
      end(indexed, failure);
      broken.accept(this, failure);
    } catch (RuntimeException | Error bug) {
      end(indexed, bug);
      LOG.error("Room {} could not be indexed", indexed.indexer.room(), bug);
    }
  }

  /** Whoever asked before it begins sees what it reads last. */
  private synchronized boolean beginsStep(Indexed indexed) {
    indexed.serveAsked();
    return rooms.get(indexed.indexer.room()) == indexed;
  }

  /** Ends the run for those who asked before its last step, and begins another for the others. */
  private boolean goesOn(Indexed indexed) {
    RoomIndexer indexer = indexed.indexer;
    long seq = indexer.progress().position().seq();
    boolean isAll = seq >= indexer.head();
    List<CompletableFuture<Void>> served;
    boolean isAsked;
    synchronized (this) {
      served = indexed.served();
      isAsked = indexed.asked != null;
      indexed.isRunning = isAsked;
      if (isAsked) {
        indexer.begin();
      } else if (seq == 0) {
        rooms.remove(indexer.room(), indexed);
      }
    }
    for (CompletableFuture<Void> answer : served) {
      if (isAll) {
        answer.complete(null);
      } else {
        answer.completeExceptionally(notIndexed(indexer.room()));
      }
    }
    return isAsked;
  }

  private void end(Indexed indexed, Throwable failure) {
    List<CompletableFuture<Void>> served;
    synchronized (this) {
      indexed.serveAsked();
      served = indexed.served();
      indexed.isRunning = false;
    }
    served.forEach(answer -> answer.completeExceptionally(failure));
  }

  /** Has every room caught up that is behind, or holds what is trimmed; some time. */
  void lookAtAll() {
    Set<RoomName> all;
    Set<RoomName> behind = new HashSet<>();
    synchronized (this) {
      all = Set.copyOf(rooms.keySet());
      rooms.values().stream()
          .map(indexed -> indexed.indexer)
          .filter(RoomIndexer::hasTrimmed)
          .forEach(indexer -> behind.add(indexer.room()));
    }
    Map<RoomName, Position> ends = peek(all);
    for (RoomName room : all) {
      Position end = ends.get(room);
      if (end == null || !isAtEnd(room, end)) {
        behind.add(room);
      }
    }
    for (RoomName room : behind) {
      indexer(room).ifPresent(RoomIndexer::forgetTrimmed);
      var unused = catchUp(room);
    }
  }

  /** That of a room; empty where it is not indexed. */
  synchronized Optional<RoomIndexer> indexer(RoomName room) {
    return Optional.ofNullable(rooms.get(room)).map(known -> known.indexer);
  }

  /** How far each is of which there is something. */
  synchronized Map<RoomName, RoomProgress> progress() {
    Map<RoomName, RoomProgress> all = new HashMap<>();
    rooms.forEach(
        (room, indexed) -> {
          RoomProgress progress = indexed.indexer.progress();
          if (progress.position().seq() > 0) {
            all.put(room, progress);
          }
        });
    return all;
  }

  synchronized int count() {
    return rooms.size();
  }

  /** How many entries the room that is furthest behind has left. */
  synchronized long lag() {
    return rooms.values().stream()
        .map(indexed -> indexed.indexer)
        .mapToLong(room -> room.head() - room.progress().position().seq())
        .reduce(0, Math::max);
  }

  /**
   * Keeps the index from growing beyond a size: drops rooms that nobody searched for the longest
   * time, and waits for their files to go before it drops others. Where all rooms are in use,
   * nothing new is indexed until there is room again; what has to be forgotten is so all the same.
   *
   * @param most bytes, about
   */
  void fit(long most) throws IOException {
    if (isShrinking && index.isMerging()) {
      return;
    }
    isShrinking = false;
    long bytes = index.bytes();
    if (bytes <= most) {
      full = false;
      return;
    }
    double excess = (double) (bytes - most) / bytes * index.documents();
    while (excess > 0) {
      Optional<RoomName> dropped = dropOldest();
      if (dropped.isEmpty()) {
        break;
      }
      excess -= Math.max(1, index.documents(dropped.get()));
      isShrinking = true;
    }
    if (isShrinking) {
      index.expunge();
    } else if (!full) {
      LOG.warn("The search index is full: nothing more is indexed (see --search-max-bytes)");
      full = true;
    }
  }

  /** In one go: a room that begins to be read after it was chosen would come back. */
  private synchronized Optional<RoomName> dropOldest() throws IOException {
    long now = nanos.getAsLong();
    Optional<RoomName> oldest =
        rooms.values().stream()
            .filter(indexed -> !indexed.isRunning && now - indexed.searched > FRESH_NANOS)
            .max(Comparator.comparingLong(indexed -> now - indexed.searched))
            .map(indexed -> indexed.indexer.room());
    if (oldest.isPresent()) {
      LOG.info("The search index is full: room {} is dropped from it", oldest.get());
      rooms.remove(oldest.get());
      index.removeAll(oldest.get());
    }
    return oldest;
  }

  /** Reads no more. */
  void close() {
    closed = true;
  }

  /** A room and its place in the line. Guarded by the rooms, but for the indexer. */
  private static final class Indexed {
    final RoomIndexer indexer;
    private final List<CompletableFuture<Void>> served = new ArrayList<>();
    @Nullable CompletableFuture<Void> asked;
    boolean isRunning;
    long searched;

    Indexed(RoomIndexer indexer, long searched) {
      this.indexer = indexer;
      this.searched = searched;
    }

    /** For the next step. */
    CompletableFuture<Void> ask() {
      CompletableFuture<Void> answer = asked;
      if (answer == null) {
        answer = new CompletableFuture<>();
        asked = answer;
      }
      return answer;
    }

    /** A step begins, and those who asked may rely on it. */
    void serveAsked() {
      if (asked != null) {
        served.add(asked);
        asked = null;
      }
    }

    /** Those whose run is over. */
    List<CompletableFuture<Void>> served() {
      List<CompletableFuture<Void>> all = List.copyOf(served);
      served.clear();
      return all;
    }
  }
}
