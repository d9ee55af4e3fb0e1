package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Readers behind the tail read the log together. */
class SharedPagesTest {
  private static final String ROOM = "room";
  private static final int ENTRIES = 1500;
  private static final int READERS = 30;

  @Test
  void readersThatAreBehindTogetherReadEachPageOnce() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      nodes
          .redis()
          .rpush(
              nodes.key(ROOM),
              IntStream.rangeClosed(1, ENTRIES).mapToObj(i -> "line " + i).toArray(String[]::new));
      List<StreamProbe> readers = new ArrayList<>();
      try (Scraper metrics = Scraper.of(node)) {
        for (int i = 0; i < READERS; i++) {
          readers.add(node.connect("reader" + i, fromStart(ROOM)));
        }
        for (StreamProbe reader : readers) {
          reader.heard().awaitSeq(ROOM, ENTRIES);
          assertThat(reader.heard().entries(ROOM))
              .extracting(Entry::getSeq)
              .containsExactlyElementsOf(LongStream.rangeClosed(1, ENTRIES).boxed().toList());
        }
        // A start is a read too. Alone, each reader would need ten pages more.
        assertThat(metrics.scrape().value("redfire_redis_round_trip_seconds_count{call=\"page\"}"))
            .isLessThan(READERS * 6.0);
      } finally {
        readers.forEach(StreamProbe::close);
      }
    }
  }
}
