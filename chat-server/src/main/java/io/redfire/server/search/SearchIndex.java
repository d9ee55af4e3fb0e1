package io.redfire.server.search;

import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.server.limit.Asking;
import io.redfire.server.limit.BoundedThreads;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of this node while it runs: opens it when somebody first searches, keeps it up, and
 * makes another one where it broke. Thread-safe.
 *
 * <p>Twice a minute every room that is indexed is looked at, so that a room which nobody searches
 * any more still forgets what was erased in it, and what is new is written to disk. Every ten
 * minutes the parts of the index are written anew that hold words which are no longer anywhere
 * else.
 */
final class SearchIndex implements AutoCloseable {
  /** How long words that were erased may stay in the files, beside the time of a merge. */
  static final Duration EXPUNGE_EVERY = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);
  private static final Duration TEND_EVERY = Duration.ofSeconds(30);
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(5);
  private static final Duration LAST_STEP = Duration.ofSeconds(1);

  private final SearchSettings settings;
  private final MessageLog log;
  private final BoundedThreads threads;
  private final ScheduledExecutorService timer;

  /** Held while an index is opened or thrown away. */
  private final Object opening = new Object();

  private @Nullable IndexedRooms rooms;
  private volatile @Nullable Path path;
  private long brokeAt;
  private long expungedAt = System.nanoTime();
  private boolean isBroken;
  private boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param threads read logs into the index
   * @param timer runs what must wait, for moments only
   */
  SearchIndex(
      SearchSettings settings,
      MessageLog log,
      BoundedThreads threads,
      ScheduledExecutorService timer) {
    this.settings = settings;
    this.log = log;
    this.threads = threads;
    this.timer = timer;
    tendSoon();
  }

  /**
   * The rooms, of an index that is opened where it is not.
   *
   * @throws Problem {@code SEARCH_UNAVAILABLE} where it cannot be
   */
  IndexedRooms rooms() {
    Optional<IndexedRooms> open = open();
    if (open.isPresent()) {
      return open.get();
    }
    // One at a time, and nobody who only looks waits for it.
    synchronized (opening) {
      checkMayOpen();
      return open().orElseGet(this::opened);
    }
  }

  private synchronized void checkMayOpen() {
    if (closed) {
      throw stopping();
    }
    if (isBroken && System.nanoTime() - brokeAt < REOPEN_AFTER.toNanos()) {
      throw unavailable();
    }
  }

  private IndexedRooms opened() {
    try {
      IndexedRooms opened = new IndexedRooms(MessageIndex.open(path()), log, threads, this::broke);
      synchronized (this) {
        if (!closed) {
          rooms = opened;
          isBroken = false;
          return opened;
        }
      }
      letGo(opened);
      throw stopping();
    } catch (IOException | RuntimeException failure) {
      if (failure instanceof Problem stopping) {
        throw stopping;
      }
      LOG.warn("The search index cannot be opened: {}", failure.getMessage());
      markBroken();
      throw unavailable();
    }
  }

  private static Problem stopping() {
    return Problem.of(Reason.STOPPING, "the server is stopping; connect again");
  }

  static Problem unavailable() {
    return Problem.of(
        Reason.SEARCH_UNAVAILABLE,
        "this server's search index cannot be used now (expected: the same later)");
  }

  private synchronized void markBroken() {
    isBroken = true;
    brokeAt = System.nanoTime();
  }

  private Path path() throws IOException {
    Path known = path;
    if (known == null) {
      known =
          settings.directory().isPresent()
              ? settings.directory().get().resolve("index")
              : IndexFiles.temporary();
      path = known;
    }
    return known;
  }

  /** What is open now. */
  synchronized Optional<IndexedRooms> open() {
    return Optional.ofNullable(rooms);
  }

  /** The index can be used no more: it is made anew when it is needed next. */
  void broke(IndexedRooms former, Exception why) {
    synchronized (opening) {
      synchronized (this) {
        if (rooms != former || closed) {
          return;
        }
        rooms = null;
        isBroken = true;
        brokeAt = System.nanoTime();
      }
      LOG.warn("The search index broke and is made anew: {}", why.toString());
      former.close();
      try {
        former.index().discard();
      } catch (IOException failure) {
        LOG.warn("The broken search index cannot be removed: {}", failure.getMessage());
      }
    }
  }

  private static void letGo(IndexedRooms rooms) {
    try {
      rooms.index().close();
    } catch (IOException | RuntimeException failure) {
      LOG.debug("The search index does not close", failure);
    }
  }

  private synchronized void tendSoon() {
    if (!closed) {
      var unused =
          timer.schedule(
              () -> Asking.give(threads, this::tend, full -> tendSoon()),
              TEND_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void tend() {
    try {
      if (open().isEmpty() && isThereOne()) {
        // Of the run before: it may hold what was erased since.
        var unused = rooms();
      }
      open().ifPresent(this::tend);
    } catch (LogException | Problem later) {
      LOG.debug("The search index waits: {}", later.getMessage());
    } catch (RuntimeException bug) {
      LOG.error("The search index could not be looked after", bug);
    } finally {
      tendSoon();
    }
  }

  private boolean isThereOne() {
    return settings
        .directory()
        .map(kept -> IndexFiles.isIndex(kept.resolve("index")))
        .orElse(false);
  }

  private void tend(IndexedRooms open) {
    try {
      commit(open);
      if (System.nanoTime() - expungedAt > EXPUNGE_EVERY.toNanos()) {
        expungedAt = System.nanoTime();
        open.index().expunge();
      }
      open.fit(settings.maxBytes());
      open.lookAtAll();
    } catch (IOException | AlreadyClosedException failure) {
      broke(open, failure);
    }
  }

  private static void commit(IndexedRooms open) throws IOException {
    if (open.index().hasChanged()) {
      // First how far the rooms are, or one could be further than what is written.
      open.index().commit(open.progress());
      open.index().refresh();
    }
  }

  /** Finishes the step that is under way and keeps what is indexed. */
  @Override
  public void close() {
    Optional<IndexedRooms> open;
    synchronized (this) {
      closed = true;
      open = open();
      rooms = null;
    }
    open.ifPresent(IndexedRooms::close);
    boolean isQuiet = threads.finish(LAST_STEP);
    if (open.isPresent()) {
      if (isQuiet && settings.directory().isPresent()) {
        try {
          commit(open.get());
        } catch (IOException | RuntimeException failure) {
          LOG.warn("The end of the search index is not kept: {}", failure.getMessage());
        }
      }
      letGo(open.get());
    }
    if (settings.directory().isEmpty()) {
      removeOwn();
    }
  }

  private void removeOwn() {
    Path own = path;
    if (own != null) {
      try {
        IndexFiles.remove(own);
      } catch (IOException | UncheckedIOException failure) {
        LOG.warn("The search index in {} cannot be removed: {}", own, failure.getMessage());
      }
    }
  }
}
