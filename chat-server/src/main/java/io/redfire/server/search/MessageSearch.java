package io.redfire.server.search;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.chat.v1.RoomIndexing;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.server.limit.Asking;
import io.redfire.server.limit.BoundedThreads;
import io.redfire.server.metrics.SearchState;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.search.FoundMessages.Found;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * Finds messages by their words, author and date. Thread-safe; never blocks, and what it returns
 * ends on a thread of its own.
 *
 * <p>It finds; who may see it is for others to say, before and after. Each search first has the
 * index read what the logs hold beyond it, and waits {@link #PATIENCE} for that at most; then it
 * asks the index, and reads what that found from the logs.
 */
public final class MessageSearch implements SearchState, AutoCloseable {
  /** How long a search waits for the index to catch up. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a page may take from there on, with what is read from the logs. */
  private static final Duration LONGEST_PAGE = Duration.ofSeconds(2);

  private static final Duration LAST_PAGE = Duration.ofMillis(500);
  private static final int THREADS = 2;
  private static final int WAITING = 256;

  /** Each room is there once, and each look at them. */
  private static final int STEPS_WAITING = 25_000;

  /** How often the index is asked for more in place of what is there no more. */
  private static final int ROUNDS = 5;

  private static final int USUAL_PAGE = 20;
  private static final int MOST_PAGE = 100;
  private static final int MOST_INDEXING = 100;

  /** A page that has grown to this ends. */
  private static final int PAGE_BYTES = 1 << 20;

  /** Kept, or its level would be forgotten. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private final FoundMessages messages;
  private final Duration longestPage;
  private final ServerMetrics metrics;
  private final BoundedThreads threads;
  private final BoundedThreads indexing;

  /** Empty where it is set not to search. */
  private final Optional<SearchIndex> index;

  /**
   * Begins without an index; it is opened by the first search.
   *
   * @param blocking runs what asks Redis
   * @param timer runs what must wait, for moments only
   */
  public MessageSearch(
      SearchSettings settings,
      MessageLog log,
      Executor blocking,
      ScheduledExecutorService timer,
      ServerMetrics metrics) {
    this(settings, log, blocking, timer, metrics, LONGEST_PAGE);
  }

  MessageSearch(
      SearchSettings settings,
      MessageLog log,
      Executor blocking,
      ScheduledExecutorService timer,
      ServerMetrics metrics,
      Duration longestPage) {
    this.longestPage = longestPage;
    this.messages = new FoundMessages(log, blocking);
    this.metrics = metrics;
    this.threads = threads("search-%d", WAITING);
    this.indexing = threads("index-%d", STEPS_WAITING);
    // It says on which Java it would be faster; nobody who runs a server asked.
    LUCENE.setLevel(Level.OFF);
    this.index =
        settings.on()
            ? Optional.of(new SearchIndex(settings, log, indexing, timer))
            : Optional.empty();
    metrics.watch(this);
  }

  private static BoundedThreads threads(String name, int waiting) {
    return new BoundedThreads(
        THREADS,
        waiting,
        new ThreadFactoryBuilder()
            .setNameFormat(name)
            .setDaemon(true)
            .setPriority(Thread.MIN_PRIORITY)
            .build());
  }

  /**
   * Reads what somebody looks for.
   *
   * @throws Problem with what is wrong with it, or {@code SEARCH_OFF}
   */
  public SearchWish wish(SearchMessagesRequest request) {
    var unused = index();
    SearchQuery query = SearchQueryParser.parse(request);
    String token = request.getPageToken();
    Optional<SearchPlace> after =
        token.isEmpty() ? Optional.empty() : Optional.of(SearchPlace.parse(token, query.digest()));
    int wanted = request.getPageSize();
    int size = wanted == 0 ? USUAL_PAGE : (int) Math.min(Integer.toUnsignedLong(wanted), MOST_PAGE);
    return new SearchWish(query, after, size);
  }

  private SearchIndex index() {
    return index.orElseThrow(
        () ->
            Problem.of(
                Reason.SEARCH_OFF,
                "this server is set not to search (expected: another one, or none)"));
  }

  /**
   * Finds the next page.
   *
   * @param rooms those that the caller may read, of those that were asked for
   * @param isCancelled whether nobody waits for it any more; any thread may ask
   * @return fails with a {@link Problem} or what {@link Problem#from} knows
   */
  public CompletableFuture<SearchMessagesResponse> find(
      SearchWish wish, List<RoomName> rooms, BooleanSupplier isCancelled) {
    if (rooms.isEmpty()) {
      return CompletableFuture.completedFuture(
          SearchMessagesResponse.newBuilder().setComplete(true).build());
    }
    long begun = System.nanoTime();
    return Asking.on(threads, () -> begin(rooms))
        .thenCompose(
            run ->
                run.caughtUp().thenApplyAsync(done -> page(run, wish, rooms, isCancelled), threads))
        .whenComplete((page, failure) -> metrics.searched(System.nanoTime() - begun));
  }

  /** An index that is asked, and the rooms that it has to read more of first. */
  private record Run(IndexedRooms index, Map<RoomName, CompletableFuture<Void>> behind) {
    /** Ends when all have caught up or failed, or it takes too long. */
    CompletableFuture<Void> caughtUp() {
      return CompletableFuture.allOf(
              behind.values().stream()
                  .map(room -> room.handle((done, failure) -> failure))
                  .toArray(CompletableFuture<?>[]::new))
          .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isIndexed(RoomName room) {
      CompletableFuture<Void> run = behind.get(room);
      return run == null || (run.isDone() && !run.isCompletedExceptionally());
    }

    /** Where there is one room only and its log cannot be read, that is the answer. */
    void checkLog() {
      for (CompletableFuture<Void> room : behind.values()) {
        if (room.isCompletedExceptionally()) {
          Throwable why = room.handle((done, failure) -> failure).join();
          if (why instanceof LogException unread
              && unread.reason() != LogException.Reason.OVERLOADED) {
            throw unread;
          }
        }
      }
    }
  }

  private Run begin(List<RoomName> rooms) {
    IndexedRooms open = index().rooms();
    try {
      return new Run(open, open.searched(rooms));
    } catch (IOException | AlreadyClosedException failure) {
      index().broke(open, failure);
      throw SearchIndex.unavailable();
    }
  }

  private SearchMessagesResponse page(
      Run run, SearchWish wish, List<RoomName> rooms, BooleanSupplier isCancelled) {
    try {
      if (rooms.size() == 1) {
        run.checkLog();
      }
      SearchMessagesResponse.Builder page = SearchMessagesResponse.newBuilder();
      addIndexing(run, rooms, page);
      if (!isCancelled.getAsBoolean()) {
        run.index().index().refresh();
        addHits(run.index().index(), wish, rooms, isCancelled, page);
      }
      return page.build();
    } catch (SearchTimeoutException tooLong) {
      throw Problem.of(
          Reason.SEARCH_TIMEOUT,
          "the query takes too long (expected: rarer words, or fewer rooms)");
    } catch (IOException | AlreadyClosedException failure) {
      index().broke(run.index(), failure);
      throw SearchIndex.unavailable();
    }
  }

  private static void addIndexing(
      Run run, List<RoomName> rooms, SearchMessagesResponse.Builder page) {
    List<RoomName> behind = rooms.stream().filter(room -> !run.isIndexed(room)).toList();
    page.setComplete(behind.isEmpty());
    for (RoomName room : behind.subList(0, Math.min(behind.size(), MOST_INDEXING))) {
      RoomIndexing.Builder told = RoomIndexing.newBuilder().setRoom(room.value());
      run.index()
          .indexer(room)
          .ifPresent(
              known ->
                  told.setIndexedSeq(known.progress().position().seq()).setLastSeq(known.head()));
      page.addIndexing(told);
    }
  }

  /** Rounds, since what the index found may be there no more. What is found by then is a page. */
  private void addHits(
      MessageIndex asked,
      SearchWish wish,
      List<RoomName> rooms,
      BooleanSupplier isCancelled,
      SearchMessagesResponse.Builder page)
      throws IOException {
    long end = System.nanoTime() + longestPage.toNanos();
    Optional<SearchPlace> place = wish.after();
    boolean more = true;
    int bytes = 0;
    for (int round = 0; round < ROUNDS && more && bytes < PAGE_BYTES; round++) {
      int wanted = wish.size() - page.getHitsCount();
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (wanted == 0 || isCancelled.getAsBoolean() || (round > 0 && left.toMillis() <= 0)) {
        break;
      }
      List<Hit> hits;
      try {
        hits = asked.find(wish.query(), rooms, place, wanted + 1, left);
      } catch (SearchTimeoutException tooLong) {
        if (round == 0) {
          throw tooLong;
        }
        break;
      }
      more = hits.size() > wanted;
      List<Hit> looked = more ? hits.subList(0, wanted) : hits;
      Iterator<Found> found = messages.read(looked).iterator();
      while (found.hasNext() && bytes < PAGE_BYTES) {
        Found each = found.next();
        SearchHit hit =
            SearchHit.newBuilder().setEntry(Events.entry(each.hit().room(), each.entry())).build();
        bytes += hit.getSerializedSize();
        page.addHits(hit);
        place = Optional.of(wish.place(each.hit()));
      }
      if (found.hasNext()) {
        more = true;
      } else if (!looked.isEmpty()) {
        place = Optional.of(wish.place(looked.get(looked.size() - 1)));
      }
    }
    if (more) {
      place.ifPresent(at -> page.setNextPageToken(at.token()));
    }
  }

  @Override
  public int rooms() {
    return open().map(IndexedRooms::count).orElse(0);
  }

  @Override
  public int documents() {
    return open().map(open -> open.index().documents()).orElse(0);
  }

  @Override
  public long lag() {
    return open().map(IndexedRooms::lag).orElse(0L);
  }

  private Optional<IndexedRooms> open() {
    return index.flatMap(SearchIndex::open);
  }

  @Override
  public void close() {
    // Not interrupted: in the middle of a file that would break the index.
    var unused = threads.finish(LAST_PAGE);
    index.ifPresent(SearchIndex::close);
  }
}
