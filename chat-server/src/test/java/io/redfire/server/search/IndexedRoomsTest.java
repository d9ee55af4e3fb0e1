package io.redfire.server.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.core.log.Entry;
import io.redfire.core.log.LogException;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the index reads of logs that grow, change and are replaced. */
class IndexedRoomsTest {
  private static final RoomName ROOM = new RoomName("room");
  private static final RoomName OTHER = new RoomName("other");
  private static final RoomName THIRD = new RoomName("third");
  private static final int MOST_ROOMS = 2;

  @TempDir Path directory;

  private final TestLog log = new TestLog();
  private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
  private final AtomicLong now = new AtomicLong();
  private final List<Exception> breaks = new ArrayList<>();
  private MessageIndex index;
  private IndexedRooms rooms;

  @BeforeEach
  void open() throws IOException {
    index = MessageIndex.open(directory);
    rooms =
        new IndexedRooms(
            index, log, steps::add, (broken, why) -> breaks.add(why), now::get, MOST_ROOMS);
  }

  @AfterEach
  void close() throws IOException {
    index.close();
    assertThat(breaks).isEmpty();
  }

  private void runAll() {
    while (!steps.isEmpty()) {
      steps.remove().run();
    }
  }

  private void search(RoomName... wanted) throws IOException {
    var behind = rooms.searched(List.of(wanted));
    runAll();
    behind.values().forEach(CompletableFuture::join);
  }

  private CompletableFuture<Void> asked(RoomName room) throws IOException {
    return requireNonNull(rooms.searched(List.of(room)).get(room));
  }

  private List<Long> seqs(String query) throws IOException {
    return seqs(ROOM, query);
  }

  private List<Long> seqs(RoomName room, String query) throws IOException {
    index.refresh();
    SearchQuery parsed =
        SearchQueryParser.parse(
            SearchMessagesRequest.newBuilder().setQuery(query).addRooms(room.value()).build());
    return index
        .find(parsed, List.of(room), Optional.empty(), 5000, Duration.ofSeconds(10))
        .stream()
        .map(Hit::seq)
        .toList();
  }

  @Test
  void roomsThatHoldNothingAreNoneOfTheIndex() throws Exception {
    log.say(ROOM, "word", 1);
    search(ROOM);
    for (int i = 0; i < 100; i++) {
      assertThat(rooms.searched(List.of(new RoomName("nowhere" + i)))).isEmpty();
    }
    assertThat(rooms.count()).isOne();
    assertThat(rooms.progress()).containsOnlyKeys(ROOM);
    log.delete(ROOM);
    search(ROOM);
    assertThat(rooms.count()).isZero();
    assertThat(rooms.progress()).isEmpty();
    assertThat(seqs("word")).isEmpty();
  }

  @Test
  void theRoomThatWasNotSearchedForTheLongestTimeGoesForAnother() throws Exception {
    for (RoomName room : List.of(ROOM, OTHER, THIRD)) {
      log.say(room, "word", 1);
    }
    search(ROOM);
    now.addAndGet(Duration.ofSeconds(50).toNanos());
    search(OTHER);
    // Both are in use.
    assertThat(asked(THIRD)).isCompletedExceptionally();
    now.addAndGet(Duration.ofSeconds(50).toNanos());
    search(THIRD);
    assertThat(rooms.progress()).containsOnlyKeys(OTHER, THIRD);
    assertThat(seqs("word")).isEmpty();
    assertThat(seqs(THIRD, "word")).containsExactly(1L);
  }

  @Test
  void whoAskedBeforeAStepIsServedByItHoweverManyAskMeanwhile() throws Exception {
    log.say(ROOM, "word", 1);
    List<CompletableFuture<Void>> meanwhile = new ArrayList<>();
    CompletableFuture<Void> first = asked(ROOM);
    log.atRead =
        () -> {
          log.say(ROOM, "another word", 1);
          meanwhile.add(rooms.catchUp(ROOM));
        };
    steps.remove().run();
    assertThat(first).isCompleted();
    assertThat(meanwhile).hasSize(1).noneMatch(CompletableFuture::isDone);
    steps.remove().run();
    assertThat(meanwhile.get(0)).isCompleted();
    assertThat(meanwhile.get(1)).isNotDone();
    assertThat(steps).hasSize(1);
    log.atRead = () -> {};
    runAll();
    assertThat(meanwhile).allMatch(CompletableFuture::isDone);
    assertThat(seqs("word")).containsExactly(3L, 2L, 1L);
  }

  /** By a log that ends before what was read of the former one, and by one that ends after it. */
  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void aRewindBehindTheCursorIsNoticedByWhatWasReadBeyondIt(int length) throws Exception {
    log.say(ROOM, "withdrawn", 1);
    log.say(ROOM, "second", 1);
    search(ROOM);
    // The cursor is at 2, and the first message shows what came at 6, as where a step ended early.
    log.delete(ROOM);
    log.say(ROOM, "original", 1);
    for (int seq = 2; seq <= length; seq++) {
      log.say(ROOM, "new", seq <= 2 ? 1 : 2);
    }
    RoomProgress before = requireNonNull(rooms.progress().get(ROOM));
    RoomIndexer indexer =
        new RoomIndexer(ROOM, log, index, before.withRead(TestLog.position(6, 1)));
    index.replace(ROOM, changed(), 1);
    indexer.begin();
    while (!indexer.step()) {
      // Each reads some.
    }
    assertThat(seqs("withdrawn")).isEmpty();
    assertThat(seqs("original")).containsExactly(1L);
    assertThat(seqs("new")).hasSize(length - 2);
    assertThat(indexer.progress().read().seq()).isEqualTo(length);
  }

  private static Entry changed() {
    TestLog former = new TestLog();
    for (int seq = 1; seq <= 5; seq++) {
      former.say(ROOM, "old", 1);
    }
    former.edit(ROOM, 1, "withdrawn", 1);
    return former.readAfter(ROOM, Position.ORIGIN, 1).entries().get(0);
  }

  @Test
  void aLongRewindGoesOnWhereItFailed() throws Exception {
    int many = 1200;
    for (int i = 0; i < many; i++) {
      log.say(ROOM, "original", 1);
    }
    for (int seq = 1; seq <= many; seq++) {
      log.edit(ROOM, seq, "withdrawn", 1);
    }
    search(ROOM);
    assertThat(seqs("withdrawn")).hasSize(many);
    log.delete(ROOM);
    for (int i = 0; i < many; i++) {
      log.say(ROOM, "original", 1);
    }
    int[] reads = {0};
    log.atRead =
        () -> {
          if (++reads[0] % 700 == 699) {
            throw TestLog.away();
          }
        };
    int tries = 0;
    boolean isDone = false;
    while (!isDone) {
      assertThat(tries++).isLessThan(20);
      CompletableFuture<Void> run = rooms.catchUp(ROOM);
      runAll();
      isDone = !run.isCompletedExceptionally();
    }
    assertThat(tries).isGreaterThan(2);
    assertThat(seqs("withdrawn")).isEmpty();
    assertThat(seqs("original")).hasSize(many).doesNotHaveDuplicates();
  }

  @Test
  void aFullIndexForgetsAndTakesUpNothing() throws Exception {
    log.say(ROOM, "secret", 1);
    log.say(ROOM, "word", 1);
    search(ROOM);
    index.commit(rooms.progress());
    rooms.fit(0);
    log.erase(ROOM, 1, 1);
    log.say(ROOM, "new word", 1);
    CompletableFuture<Void> run = asked(ROOM);
    runAll();
    assertThatThrownBy(run::join).hasCauseInstanceOf(LogException.class);
    assertThat(seqs("secret")).isEmpty();
    assertThat(seqs("word")).containsExactly(2L);
    log.say(OTHER, "word", 1);
    assertThat(asked(OTHER)).isCompletedExceptionally();

    rooms.fit(Long.MAX_VALUE);
    search(ROOM, OTHER);
    assertThat(seqs("word")).containsExactly(4L, 2L);
    assertThat(seqs("secret")).isEmpty();
    assertThat(seqs(OTHER, "word")).containsExactly(1L);
  }

  @Test
  void whatNobodySearchesGoesWhereTheIndexIsTooLarge() throws Exception {
    for (RoomName room : List.of(ROOM, OTHER)) {
      for (int i = 0; i < 100; i++) {
        log.say(room, "word" + i, 1);
      }
      search(room);
    }
    index.commit(rooms.progress());
    index.refresh();
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    search(OTHER);
    rooms.fit(index.bytes() - 1);
    assertThat(rooms.progress()).containsOnlyKeys(OTHER);
    assertThat(seqs("word1")).isEmpty();
    assertThat(seqs(OTHER, "word1")).containsExactly(2L);
  }
}
