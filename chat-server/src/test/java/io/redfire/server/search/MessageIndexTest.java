package io.redfire.server.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Echo;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index by itself, as it lies on disk. */
class MessageIndexTest {
  private static final RoomName ROOM = new RoomName("room");
  private static final RoomName OTHER = new RoomName("other");
  private static final String SECRET = "xyzzyplugh";

  @TempDir Path directory;

  private static Entry message(long seq, String text) {
    return entry(seq, new Content.Text(text));
  }

  private static Entry erased(long seq, long by) {
    return entry(seq, new Content.Erased(new Change(by, Instant.EPOCH), Ties.NONE, Echo.NONE));
  }

  private static Entry entry(long seq, Content content) {
    Position position = new Position(seq, String.format("%016x", seq));
    return new Entry("", position, null, "alice", Instant.ofEpochMilli(seq), content);
  }

  private static void add(MessageIndex index, RoomName room, Entry message) throws IOException {
    index.add(room, message, message.seq());
  }

  private static List<Long> seqs(MessageIndex index, String query, RoomName... rooms)
      throws IOException {
    index.refresh();
    SearchQuery parsed =
        SearchQueryParser.parse(SearchMessagesRequest.newBuilder().setQuery(query).build());
    return index.find(parsed, List.of(rooms), Optional.empty(), 10, Duration.ofSeconds(10)).stream()
        .map(Hit::seq)
        .toList();
  }

  private static Map<RoomName, RoomProgress> upTo(long seq) {
    Position position = new Position(seq, String.format("%016x", seq));
    return Map.of(ROOM, new RoomProgress(position, 0, seq, position));
  }

  private boolean someFileHolds(String word) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1).contains(word)) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void erasedWordsAreGoneFromTheFilesOnceTheyAreExpunged() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      for (long seq = 1; seq <= 100; seq++) {
        add(index, ROOM, message(seq, seq == 50 ? SECRET : "word" + seq));
      }
      index.commit(upTo(100));
      assertThat(someFileHolds(SECRET)).isTrue();
      index.replace(ROOM, erased(50, 101), 50);
      index.commit(upTo(101));
      assertThat(seqs(index, SECRET, ROOM)).isEmpty();
      assertThat(someFileHolds(SECRET)).isTrue();

      index.expunge();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                index.commit(upTo(101));
                index.refresh();
                return !someFileHolds(SECRET);
              });
      assertThat(seqs(index, "word51", ROOM)).containsExactly(51L);
    }
  }

  @Test
  void whatNoCommitToldOfIsForgottenWhenItIsOpenedAgain() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      add(index, ROOM, message(1, "word"));
      add(index, ROOM, message(2, "word"));
      index.commit(upTo(1));
    }
    try (MessageIndex index = MessageIndex.open(directory)) {
      assertThat(index.progress()).isEqualTo(upTo(1));
      assertThat(seqs(index, "word", ROOM)).containsExactly(1L);
    }
  }

  @Test
  void severalRoomsAreOneOrderByTime() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      for (long seq = 1; seq <= 6; seq++) {
        add(index, seq % 2 == 0 ? ROOM : OTHER, message(seq, "word"));
      }
      assertThat(seqs(index, "word", ROOM, OTHER)).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
      assertThat(seqs(index, "word", OTHER)).containsExactly(5L, 3L, 1L);
      index.removeAll(OTHER);
      assertThat(seqs(index, "word", ROOM, OTHER)).containsExactly(6L, 4L, 2L);
    }
  }

  @Test
  void placesGoBackAtGrowingDistances() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      for (long seq = 1; seq <= 1000; seq++) {
        add(index, ROOM, message(seq, "word"));
      }
      index.refresh();
      List<Position> places = index.places(ROOM, 1000);
      assertThat(places).hasSizeBetween(8, 12);
      assertThat(places.get(0)).isEqualTo(message(1000, "").position());
      assertThat(places.get(places.size() - 1).seq()).isBetween(1L, 500L);
      assertThat(places)
          .extracting(Position::seq)
          .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    return contents;
  }

  private void writeForeignCommit(Map<String, String> data) throws IOException {
    try (FSDirectory foreign = FSDirectory.open(directory);
        IndexWriter writer = new IndexWriter(foreign, new IndexWriterConfig())) {
      writer.setLiveCommitData(data.entrySet());
      writer.commit();
    }
  }

  @Test
  void theIndexOfAnotherProgramIsNotTouched() throws Exception {
    writeForeignCommit(Map.of("whose", "another's"));
    Map<String, String> before = contents();
    assertThat(before).isNotEmpty();
    assertThatThrownBy(() -> MessageIndex.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: an empty directory");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void anIndexThatIsOpenIsNotTouched() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      add(index, ROOM, message(1, "word"));
      index.commit(upTo(1));
      Map<String, String> before = contents();
      assertThatThrownBy(() -> MessageIndex.open(directory)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> IndexFiles.remove(directory)).isInstanceOf(IOException.class);
      assertThat(contents()).isEqualTo(before);
      assertThat(seqs(index, "word", ROOM)).containsExactly(1L);
    }
  }

  @Test
  void anIndexOfAnotherVersionIsMadeAnewBesideOtherFiles() throws Exception {
    MessageIndex.open(directory).close();
    writeForeignCommit(Map.of("version", "0"));
    Files.writeString(directory.resolve("notes.txt"), "mine");
    try (MessageIndex index = MessageIndex.open(directory)) {
      assertThat(index.progress()).isEmpty();
      add(index, ROOM, message(1, "word"));
      assertThat(seqs(index, "word", ROOM)).containsExactly(1L);
    }
    assertThat(contents()).containsEntry("notes.txt", "mine");
  }

  @Test
  void anIndexThatIsThrownAwayCanBeMadeAnew() throws Exception {
    MessageIndex index = MessageIndex.open(directory);
    add(index, ROOM, message(1, "word"));
    index.commit(upTo(1));
    index.discard();
    try (MessageIndex anew = MessageIndex.open(directory)) {
      assertThat(anew.documents()).isZero();
    }
    IndexFiles.remove(directory);
    assertThat(directory).doesNotExist();
  }

  @Test
  void roomsThatNoCommitNamesAreForgottenWhenItIsOpenedAgain() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      add(index, ROOM, message(1, "word"));
      add(index, OTHER, message(1, "word"));
      index.commit(upTo(1));
    }
    try (MessageIndex index = MessageIndex.open(directory)) {
      assertThat(seqs(index, "word", ROOM, OTHER)).containsExactly(1L);
      assertThat(index.documents(OTHER)).isZero();
    }
  }

  /** The clocks of two nodes, of which one is behind. */
  @Test
  void theOrderIsThatOfTheQueryAndNotThatOfHowManyRoomsThereAre() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      index.add(ROOM, message(1, "word"), 100);
      index.add(ROOM, message(2, "word"), 50);
      assertThat(seqs(index, "word", ROOM)).containsExactly(1L, 2L);
      assertThat(seqs(index, "word", ROOM, OTHER)).containsExactly(1L, 2L);
      assertThat(seqs(index, "word in:room", ROOM)).containsExactly(2L, 1L);
    }
  }

  /** Of nodes whose clocks differ, over several parts and more than one block. */
  @Test
  void datesAreThoseOfTheMessagesHoweverTheyAreMixed() throws Exception {
    Random random = new Random(1);
    long[] times = new long[6001];
    try (MessageIndex index = MessageIndex.open(directory)) {
      for (int seq = 1; seq < times.length; seq++) {
        times[seq] = random.nextInt(2000) == 0 ? random.nextInt(9000) : seq + random.nextInt(3);
        if (seq % 3000 == 0) {
          index.commit(upTo(seq));
        }
        if (seq % 100 == 0) {
          index.add(ROOM, erased(seq, seq + 1L), times[seq]);
        } else {
          index.add(ROOM, message(seq, seq % 3 == 0 ? "word" : "other"), times[seq]);
        }
        if (seq % 10 == 0) {
          index.add(OTHER, message(seq, "word"), times[seq]);
        }
      }
      index.refresh();
      for (int i = 0; i < 200; i++) {
        long since = random.nextInt(7000);
        long until = since + random.nextInt(i % 2 == 0 ? 50 : 7000);
        List<Long> expected = new ArrayList<>();
        for (int seq = times.length - 1; seq > 0; seq--) {
          long at = times[seq];
          if (seq % 3 == 0 && seq % 100 != 0 && at >= since && at < until) {
            expected.add((long) seq);
          }
        }
        SearchQuery query = between(since, until);
        assertThat(all(index, query, 7000)).as("%s to %s", since, until).isEqualTo(expected);
        assertThat(all(index, query, 7)).isEqualTo(expected);
      }
    }
  }

  private static SearchQuery between(long since, long until) {
    return SearchQueryParser.parse(
        SearchMessagesRequest.newBuilder()
            .setQuery("word in:room")
            .setSince(moment(since))
            .setUntil(moment(until))
            .build());
  }

  private static Timestamp moment(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }

  /** Page by page. */
  private static List<Long> all(MessageIndex index, SearchQuery query, int size)
      throws IOException {
    List<Long> seqs = new ArrayList<>();
    Optional<SearchPlace> after = Optional.empty();
    List<Hit> page;
    do {
      page = index.find(query, List.of(ROOM), after, size, Duration.ofSeconds(10));
      for (Hit hit : page) {
        seqs.add(hit.seq());
        after = Optional.of(new SearchPlace(query.digest(), hit.at(), ROOM, hit.seq()));
      }
    } while (page.size() == size);
    return seqs;
  }

  @Test
  void whatTakesTooLongEnds() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      add(index, ROOM, message(1, "word"));
      index.refresh();
      assertThatThrownBy(
              () ->
                  index.find(
                      between(0, 9), List.of(ROOM), Optional.empty(), 10, Duration.ofMillis(-1)))
          .isInstanceOf(SearchTimeoutException.class);
    }
  }

  @Test
  void whatRunsBeforeCouldNotRemoveIsRemovedUnlessItIsHeldOrNotOurs() throws Exception {
    Path left = IndexFiles.temporary();
    MessageIndex.open(left).close();
    Path held = IndexFiles.temporary();
    Path foreign = IndexFiles.temporary();
    Files.writeString(foreign.resolve("notes.txt"), "mine");
    try (MessageIndex open = MessageIndex.open(held)) {
      Path own = IndexFiles.temporary();
      assertThat(left).doesNotExist();
      assertThat(held).isDirectory();
      assertThat(open.documents()).isZero();
      assertThat(foreign.resolve("notes.txt")).hasContent("mine");
      Files.delete(own);
    } finally {
      Files.delete(foreign.resolve("notes.txt"));
      Files.delete(foreign);
      IndexFiles.remove(held);
    }
  }

  @Test
  void aHitTellsWhichChangeItKnows() throws Exception {
    try (MessageIndex index = MessageIndex.open(directory)) {
      Change change = new Change(7, Instant.EPOCH);
      add(
          index,
          ROOM,
          entry(
              1,
              new Content.Text("word", Optional.empty(), change, Ties.NONE, List.of(), Echo.NONE)));
      add(index, ROOM, message(2, "word"));
      index.refresh();
      SearchQuery query =
          SearchQueryParser.parse(SearchMessagesRequest.newBuilder().setQuery("word").build());
      assertThat(index.find(query, List.of(ROOM), Optional.empty(), 9, Duration.ofSeconds(10)))
          .extracting(Hit::change)
          .containsExactly(0L, 7L);
      assertThat(index.changedAfter(ROOM, 6, 2, 9)).containsExactly(1L);
      assertThat(index.changedAfter(ROOM, 7, 2, 9)).isEmpty();
    }
  }
}
