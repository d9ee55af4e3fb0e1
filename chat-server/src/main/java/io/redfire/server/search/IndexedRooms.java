package io.redfire.server.search;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
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
 */
final class IndexedRooms {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedRooms.class);

  /** More than a user has. */
  private static final int MOST_ROOMS = 20_000;

  private static final int PEEK_BATCH = 1000;

  /** Who searched within this is not dropped. */
  private static final long FRESH_NANOS = 60_000_000_000L;

  private final MessageIndex index;
  private final MessageLog log;
  private final Executor threads;
  private final BiConsumer<IndexedRooms, Exception> broken;
  private final Map<RoomName, Indexed> rooms = new HashMap<>();
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
    this.index = index;
    this.log = log;
    this.threads = threads;
    this.broken = broken;
    index.progress().forEach((room, place) -> rooms.put(room, indexed(room, place)));
  }

  private Indexed indexed(RoomName room, RoomProgress place) {
    return new Indexed(new RoomIndexer(room, log, index, place));
  }

  MessageIndex index() {
    return index;
  }

  /** Somebody searches in these: those that were not indexed yet are from here on. */
  void searched(Collection<RoomName> wanted) throws IOException {
    long now = System.nanoTime();
    for (RoomName room : wanted) {
      synchronized (this) {
        Indexed known = rooms.get(room);
        if (known != null) {
          known.searched = now;
        } else if (!full && (rooms.size() < MOST_ROOMS || dropOldest())) {
          // There may be something of it that no commit told of.
          index.removeAll(room);
          Indexed fresh = indexed(room, RoomProgress.NONE);
          fresh.searched = now;
          rooms.put(room, fresh);
        }
      }
    }
  }

  /** Those of the rooms that are not indexed to the end that their log has now. */
  List<RoomName> behind(Collection<RoomName> wanted) {
    List<RoomName> all = new ArrayList<>(wanted);
    List<RoomName> behind = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PEEK_BATCH) {
      List<RoomName> batch = all.subList(from, Math.min(all.size(), from + PEEK_BATCH));
      Map<RoomName, Position> ends = log.peek(batch);
      for (RoomName room : batch) {
        Position end = ends.get(room);
        Optional<RoomIndexer> indexer = indexer(room);
        if (end != null) {
          indexer.ifPresent(known -> known.peeked(end));
        }
        if (end == null
            || !indexer.map(known -> known.progress().position().equals(end)).orElse(false)) {
          behind.add(room);
        }
      }
    }
    return behind;
  }

  /**
   * Indexes what a room's log holds.
   *
   * @return ends when all that it held at the call can be found after a refresh; with a {@link
   *     LogException} where the log cannot be read, or the room not be indexed
   */
  CompletableFuture<Void> catchUp(RoomName room) {
    Indexed indexed;
    CompletableFuture<Void> running;
    synchronized (this) {
      indexed = rooms.get(room);
      if (indexed == null || closed || full) {
        return CompletableFuture.failedFuture(notIndexed(room));
      }
      if (indexed.running != null) {
        indexed.again = true;
        return indexed.running;
      }
      running = new CompletableFuture<>();
      indexed.running = running;
      indexed.again = false;
    }
    indexed.indexer.begin();
    stepSoon(indexed);
    return running;
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
      if (closed || !isThere(indexed)) {
        end(indexed, notIndexed(indexed.indexer.room()));
        return;
      }
      if (!indexed.indexer.step() || goesOn(indexed)) {
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

  private synchronized boolean isThere(Indexed indexed) {
    return rooms.get(indexed.indexer.room()) == indexed;
  }

  /**
   * Ends the run, unless somebody asked meanwhile who may have seen what this run did not. A room
   * that holds nothing is not kept: anybody can search in as many of those as there are names.
   */
  private boolean goesOn(Indexed indexed) {
    CompletableFuture<Void> running;
    synchronized (this) {
      if (indexed.again) {
        indexed.again = false;
        return true;
      }
      running = indexed.running;
      indexed.running = null;
      if (indexed.indexer.progress().equals(RoomProgress.NONE)) {
        rooms.remove(indexed.indexer.room(), indexed);
      }
    }
    if (running != null) {
      running.complete(null);
    }
    return false;
  }

  private void end(Indexed indexed, Throwable failure) {
    CompletableFuture<Void> running;
    synchronized (this) {
      running = indexed.running;
      indexed.running = null;
    }
    if (running != null) {
      running.completeExceptionally(failure);
    }
  }

  /** Has every room caught up that is behind; some time. */
  void lookAtAll() {
    List<RoomName> all;
    synchronized (this) {
      all = List.copyOf(rooms.keySet());
    }
    for (RoomName room : behind(all)) {
      var unused = catchUp(room);
    }
  }

  /** That of a room; empty where it is not indexed. */
  synchronized Optional<RoomIndexer> indexer(RoomName room) {
    return Optional.ofNullable(rooms.get(room)).map(known -> known.indexer);
  }

  /** How far each is. */
  synchronized Map<RoomName, RoomProgress> progress() {
    Map<RoomName, RoomProgress> all = new HashMap<>();
    rooms.forEach((room, indexed) -> all.put(room, indexed.indexer.progress()));
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
   * Drops the room that nobody searched for the longest time; where all are in use, indexes no more
   * until there is room again.
   */
  void makeRoom() throws IOException {
    if (!dropOldest() && !full) {
      LOG.warn("The search index is full: nothing more is indexed (see --search-max-bytes)");
      full = true;
    }
  }

  private synchronized boolean dropOldest() throws IOException {
    long now = System.nanoTime();
    Optional<RoomName> oldest =
        rooms.values().stream()
            .filter(indexed -> indexed.running == null && now - indexed.searched > FRESH_NANOS)
            .max(Comparator.comparingLong(indexed -> now - indexed.searched))
            .map(indexed -> indexed.indexer.room());
    if (oldest.isPresent()) {
      LOG.info("The search index is full: room {} is dropped from it", oldest.get());
      rooms.remove(oldest.get());
      index.removeAll(oldest.get());
    }
    return oldest.isPresent();
  }

  /** There is room again. */
  void roomAgain() {
    full = false;
  }

  /** Reads no more. */
  void close() {
    closed = true;
  }

  /** A room and its place in the line. Guarded by the rooms, but for the indexer. */
  private static final class Indexed {
    final RoomIndexer indexer;
    @Nullable CompletableFuture<Void> running;
    boolean again;
    long searched = System.nanoTime();

    Indexed(RoomIndexer indexer) {
      this.indexer = indexer;
    }
  }
}
