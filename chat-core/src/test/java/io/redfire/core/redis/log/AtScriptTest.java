package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** Entries that are read wherever they stand. */
class AtScriptTest {
  private static final RoomName ROOM = new RoomName("long");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisMessageLog log = log(0);
  private final UnifiedJedis redis = TestRedis.shared().connections().servers("other", 1).client();

  private RedisMessageLog log(long retain) {
    return new RedisMessageLog(
        TestRedis.shared().connections(), keys, retain, 2, RedisObserver.NONE);
  }

  @AfterEach
  void close() {
    redis.close();
    log.close();
  }

  private void say(RedisMessageLog target, int many, String padding) {
    List<CompletableFuture<Appended>> said = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      said.add(
          target.append(
              new NewMessage(
                  ROOM, MessageId.create(), new UserName("alice"), Instant.now(), i + padding)));
    }
    said.forEach(CompletableFuture::join);
  }

  private void push(int many) {
    for (int i = 0; i < many; i++) {
      redis.rpush(keys.log(ROOM), "foreign " + i);
    }
  }

  /** One by one, as a page each. */
  private List<Entry> pages(List<Long> seqs) {
    List<Entry> entries = new ArrayList<>();
    for (long seq : seqs) {
      log.readAfter(ROOM, new Position(seq - 1, Position.UNKNOWN_TAG), 1).entries().stream()
          .filter(entry -> entry.seq() == seq)
          .forEach(entries::add);
    }
    return entries;
  }

  @Test
  void theyAreThoseOfPagesWhateverIsBetween() {
    say(log, 3000, "");
    push(300);
    say(log, 3000, "");
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      TreeSet<Long> seqs = new TreeSet<>();
      int spread = 1 + random.nextInt(7000);
      long first = random.nextInt(6500) + 1L;
      for (int j = 0; j < 60; j++) {
        seqs.add(first + random.nextInt(spread));
      }
      List<Long> wanted = List.copyOf(seqs);
      assertThat(log.readAt(ROOM, wanted)).as("%s", wanted).isEqualTo(pages(wanted));
    }
    assertThat(log.readAt(ROOM, List.of(1L, 6300L, 6301L, 1L << 60)))
        .extracting(Entry::seq)
        .containsExactly(1L, 6300L);
    assertThat(log.readAt(ROOM, List.of())).isEmpty();
    assertThat(log.readAt(new RoomName("nowhere"), List.of(1L, 2L))).isEmpty();
  }

  @Test
  void longLinesComeInSeveralAnswers() {
    say(log, 40, "x".repeat(16_000));
    List<Long> all = LongStream.rangeClosed(1, 40).boxed().toList();
    assertThat(log.readAt(ROOM, all)).isEqualTo(pages(all)).hasSize(40);
  }

  @Test
  void whatIsTrimmedIsNotThere() {
    try (RedisMessageLog trimming = log(100)) {
      say(trimming, 1000, "");
    }
    long base = log.bounds(ROOM).base().seq();
    assertThat(base).isPositive();
    List<Long> all = LongStream.rangeClosed(1, 1000).boxed().toList();
    assertThat(log.readAt(ROOM, all))
        .extracting(Entry::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(base + 1, 1000).boxed().toList());
  }
}
