package io.redfire.server.room;

import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The pages of a room's log that readers behind its tail have asked for lately. Thread-safe.
 *
 * <p>Readers who fall behind do so together: a room is busier than they can take. Were each to read
 * its own pages, a page would be read and decoded once for each of them at the very moment when the
 * node has least to spare, and none would come back. Here whoever asks for what is being read waits
 * for it, and whoever comes soon after finds it.
 *
 * <p>Holds {@value #MAX_PAGES} pages at most, and none that nobody asked for lately. A page says
 * what stood in the log when it was read; {@link #clear} and {@link #forget(long)} forget what that
 * is no longer true of.
 */
final class RecentPages {
  private static final int MAX_PAGES = 16;
  private static final int PAGE = 128;

  private final RoomName room;
  private final MessageLog log;
  private final EntryEncoder encoder;
  private final Executor blocking;

  /** By the seq that each begins after. */
  private final NavigableMap<Long, Recent> pages = new TreeMap<>();

  private long uses;
  private long usesBefore;

  RecentPages(RoomName room, MessageLog log, EntryEncoder encoder, Executor blocking) {
    this.room = room;
    this.log = log;
    this.encoder = encoder;
    this.blocking = blocking;
  }

  /**
   * What follows a position, as much as a page holds.
   *
   * @return fails with {@link LogException}, or with a {@link RejectedExecutionException} where too
   *     many wait
   */
  CompletableFuture<WirePage> after(Position position) {
    CompletableFuture<WirePage> near;
    synchronized (this) {
      Map.Entry<Long, Recent> floor = pages.floorEntry(position.seq());
      if (floor == null || position.seq() - floor.getKey() >= PAGE) {
        return read(position);
      }
      floor.getValue().used = ++uses;
      near = floor.getValue().page;
    }
    return near.thenCompose(page -> fromOrRead(page, position));
  }

  private CompletableFuture<WirePage> fromOrRead(WirePage page, Position position) {
    WirePage rest = page.from(position);
    return rest == null ? read(position) : CompletableFuture.completedFuture(rest);
  }

  private CompletableFuture<WirePage> read(Position position) {
    Recent recent = new Recent();
    synchronized (this) {
      Recent same = pages.get(position.seq());
      if (same != null && !same.page.isDone()) {
        return same.page.thenCompose(page -> fromOrRead(page, position));
      }
      recent.used = ++uses;
      pages.put(position.seq(), recent);
      if (pages.size() > MAX_PAGES) {
        pages.values().remove(leastUsed());
      }
    }
    Asking.give(
        blocking,
        () -> {
          try {
            recent.page.complete(readNow(position));
          } catch (RuntimeException failure) {
            failed(position, recent, failure);
          }
        },
        full -> failed(position, recent, full));
    return recent.page;
  }

  private void failed(Position position, Recent recent, RuntimeException why) {
    forget(position, recent);
    recent.page.completeExceptionally(why);
  }

  private WirePage readNow(Position position) {
    Page page = log.readAfter(room, position, PAGE);
    return new WirePage(
        page.status(),
        page.after(),
        page.entries().stream().map(entry -> encoder.encode(room, entry)).toList());
  }

  private synchronized void forget(Position position, Recent recent) {
    pages.remove(position.seq(), recent);
  }

  private Recent leastUsed() {
    return Collections.min(pages.values(), Comparator.comparingLong(recent -> recent.used));
  }

  /** Forgets all, since the log no longer holds what they say. */
  synchronized void clear() {
    pages.clear();
  }

  /**
   * Forgets those that may hold the entry with this seq, which the log no longer holds as it was.
   */
  synchronized void forget(long seq) {
    pages.subMap(seq - PAGE, true, seq, false).clear();
    // Where the log was trimmed, a page begins later than what was asked for.
    pages.headMap(seq - PAGE, false).values().removeIf(recent -> recent.reaches(seq));
  }

  /** Forgets those that nobody asked for since the last call. */
  synchronized void forgetUnused() {
    pages.values().removeIf(recent -> recent.used <= usesBefore);
    usesBefore = uses;
  }

  /** A page that is there or on its way. */
  private static final class Recent {
    final CompletableFuture<WirePage> page = new CompletableFuture<>();
    long used;

    boolean reaches(long seq) {
      if (!page.isDone() || page.isCompletedExceptionally()) {
        return true;
      }
      WirePage read = page.join();
      return seq <= read.after().seq() + read.entries().size();
    }
  }
}
