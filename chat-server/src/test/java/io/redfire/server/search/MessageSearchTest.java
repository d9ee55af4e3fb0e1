package io.redfire.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.core.log.RoomName;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search answers where something comes in between. */
class MessageSearchTest {
  private static final RoomName ROOM = new RoomName("room");

  @TempDir Path directory;

  private final TestLog log = new TestLog();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private MessageSearch search = search(Duration.ofSeconds(10));

  private MessageSearch search(Duration longestPage) {
    return new MessageSearch(
        SearchSettings.PASSING, log, Runnable::run, timer, new ServerMetrics("test"), longestPage);
  }

  @AfterEach
  void close() {
    search.close();
    timer.shutdownNow();
  }

  private SearchMessagesResponse find(BooleanSupplier isCancelled) {
    SearchWish wish =
        search.wish(
            SearchMessagesRequest.newBuilder().setQuery("word").addRooms(ROOM.value()).build());
    return search.find(wish, List.of(ROOM), isCancelled).join();
  }

  private List<Long> seqs() {
    return find(() -> false).getHitsList().stream()
        .map(SearchHit::getEntry)
        .map(Entry::getSeq)
        .toList();
  }

  private Reason refusal() {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> find(() -> false));
    return Problem.from(failure).reason();
  }

  @Test
  void whatTakesTooLongIsSaidToDoSo() {
    log.say(ROOM, "word", 1);
    search.close();
    search = search(Duration.ofMillis(-1));
    assertThat(refusal()).isEqualTo(Reason.SEARCH_TIMEOUT);
    search.close();
    search = search(Duration.ofSeconds(10));
    assertThat(seqs()).containsExactly(1L);
  }

  @Test
  void nobodysPageIsNeitherAskedForNorRead() {
    log.say(ROOM, "word", 1);
    log.say(ROOM, "word", 1);
    assertThat(seqs()).containsExactly(2L, 1L);
    AtomicInteger reads = new AtomicInteger();
    assertThat(seqs()).hasSize(2);
    log.atRead = reads::incrementAndGet;
    assertThat(find(() -> true).getHitsList()).isEmpty();
    int ofIndex = reads.getAndSet(0);
    assertThat(seqs()).hasSize(2);
    assertThat(reads.get()).isGreaterThan(ofIndex);
  }

  @Test
  void whoGoesAwayInTheMiddleHasNoMoreReadForIt() {
    for (int i = 0; i < 30; i++) {
      log.say(ROOM, "word", 1);
    }
    assertThat(seqs()).hasSize(20);
    // Those that the index found are no more, so that it would be asked again.
    AtomicInteger asked = new AtomicInteger();
    SearchMessagesResponse page =
        find(
            () -> {
              if (asked.incrementAndGet() == 2) {
                for (long seq = 11; seq <= 30; seq++) {
                  log.erase(ROOM, seq, 1);
                }
              }
              return asked.get() > 2;
            });
    assertThat(page.getHitsList()).isEmpty();
    assertThat(asked).hasValue(3);
    assertThat(seqs()).hasSize(10);
  }

  @Test
  void anIndexThatBreaksWhileItRunsIsMadeAnew() throws Exception {
    search.close();
    search =
        new MessageSearch(
            new SearchSettings(true, Optional.of(directory), SearchSettings.PASSING_MAX_BYTES),
            log,
            Runnable::run,
            timer,
            new ServerMetrics("test"));
    log.say(ROOM, "word", 1);
    assertThat(seqs()).containsExactly(1L);
    MoreFiles.deleteRecursively(directory.resolve("index"), RecursiveDeleteOption.ALLOW_INSECURE);
    log.say(ROOM, "another word", 1);
    assertThat(refusal()).isEqualTo(Reason.SEARCH_UNAVAILABLE);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(CompletionException.class)
        .until(() -> find(() -> false).getComplete());
    assertThat(seqs()).containsExactly(2L, 1L);
  }
}
