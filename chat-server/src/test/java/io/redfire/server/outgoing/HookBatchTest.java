package io.redfire.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.core.bot.Delivery;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What a post tells, of a log on a real Redis. */
class HookBatchTest {
  private static final RoomName DEN = new RoomName("den");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisMessageLog log =
      new RedisMessageLog(TestRedis.shared().connections(), keys, 0, 2, RedisObserver.NONE);
  private final Jedis redis = new Jedis(TestRedis.shared().connections().open("batch-test"));

  @AfterEach
  void close() {
    redis.close();
    log.close();
  }

  private void push(String... texts) {
    for (String text : texts) {
      var unused = redis.rpush(keys.log(DEN), text);
    }
  }

  private void push(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(i -> push("text " + i));
  }

  private HookBatch next(Delivery delivery) {
    return HookBatch.next(log, DEN, "hook", delivery).orElseThrow();
  }

  private static List<Event> events(HookBatch batch) {
    ConnectResponse.Builder read = ConnectResponse.newBuilder();
    try {
      JsonFormat.parser().merge(new String(batch.body(), UTF_8), read);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no events: " + new String(batch.body(), UTF_8), e);
    }
    return read.getEventsList();
  }

  private static List<String> texts(HookBatch batch) {
    return events(batch).stream()
        .filter(Event::hasEntry)
        .map(event -> event.getEntry().getMessage().getText())
        .toList();
  }

  private static Delivery after(HookBatch batch, Delivery before) {
    return before.taken(batch.from(), batch.end());
  }

  @Test
  void itTellsWhatFollowsInRunsOfAHundred() {
    Delivery delivery = Delivery.after(Position.ORIGIN);
    assertThat(HookBatch.next(log, DEN, "hook", delivery)).isEmpty();
    push(1, 150);

    HookBatch first = next(delivery);
    HookBatch second = next(after(first, delivery));

    assertThat(texts(first)).hasSize(100).startsWith("text 1").endsWith("text 100");
    assertThat(texts(second)).hasSize(50).startsWith("text 101").endsWith("text 150");
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(HookBatch.next(log, DEN, "hook", after(second, after(first, delivery)))).isEmpty();
  }

  @Test
  void itHoldsNoMoreBytesThanAPostMay() {
    push(IntStream.range(0, 33).mapToObj(i -> "w".repeat(31_000)).toArray(String[]::new));
    Delivery delivery = Delivery.after(Position.ORIGIN);
    int entries = 0;
    while (entries < 33) {
      HookBatch batch = next(delivery);
      assertThat(batch.body().length).isLessThanOrEqualTo(HookBatch.MOST_BYTES);
      entries += events(batch).size();
      delivery = after(batch, delivery);
    }
    assertThat(delivery.at().seq()).isEqualTo(33);
  }

  @Test
  void thePostThatWasBegunIsMadeAgainThoughMoreFollowed() {
    push(1, 3);
    Delivery delivery = Delivery.after(Position.ORIGIN);
    HookBatch begun = next(delivery);
    push(4, 9);

    HookBatch again = next(delivery.posting(begun.end().seq()));

    assertThat(again.id()).isEqualTo(begun.id());
    assertThat(again.body()).isEqualTo(begun.body());
    assertThat(next(delivery).id()).as("another run").isNotEqualTo(begun.id());
  }

  @Test
  void thePostThatWasBegunIsMadeAgainThoughItsEntriesGrew() {
    UserName alice = new UserName("alice");
    Instant at = Instant.ofEpochSecond(1);
    for (int i = 1; i <= 30; i++) {
      log.append(new NewMessage(DEN, MessageId.create(), alice, at, "w".repeat(1_700))).join();
    }
    Delivery delivery = Delivery.after(Position.ORIGIN);
    HookBatch begun = next(delivery);
    assertThat(begun.end().seq()).as("all of one page").isEqualTo(30);
    for (int seq = 1; seq < 30; seq++) {
      String longer = "longer ".repeat(2_500);
      log.append(new NewEdit(DEN, MessageId.create(), alice, at, seq, longer)).join();
    }

    HookBatch again = next(delivery.posting(begun.end().seq()));
    assertThat(again.body().length).isGreaterThan(HookBatch.MOST_BYTES);
    assertThat(events(again)).hasSize(30);
    assertThat(again.id()).isEqualTo(begun.id());
  }

  @Test
  void aReplacedLogIsToldFromTheForkThatTheReceiverKnows() {
    push(1, 3);
    Delivery delivery =
        after(next(Delivery.after(Position.ORIGIN)), Delivery.after(Position.ORIGIN));
    push(4, 6);
    delivery = after(next(delivery), delivery);
    assertThat(delivery.at().seq()).isEqualTo(6);
    var unused = redis.ltrim(keys.log(DEN), 0, 3);
    push("other 5");

    HookBatch batch = next(delivery);

    assertThat(events(batch).get(0).getRoomRewound().getForkSeq()).isEqualTo(3);
    assertThat(texts(batch)).containsExactly("text 4", "other 5");
    assertThat(next(delivery.posting(batch.end().seq())).id()).isEqualTo(batch.id());
    Delivery after = after(batch, delivery);
    assertThat(HookBatch.next(log, DEN, "hook", after)).isEmpty();
    push("other 6");
    assertThat(texts(next(after))).containsExactly("other 6");
  }

  @Test
  void aLogThatIsGoneIsToldToo() {
    push(1, 3);
    Delivery delivery =
        after(next(Delivery.after(Position.ORIGIN)), Delivery.after(Position.ORIGIN));
    var unused = redis.del(keys.log(DEN), new String(keys.head(DEN), UTF_8));

    HookBatch batch = next(delivery);

    assertThat(events(batch)).hasSize(1);
    assertThat(events(batch).get(0).getRoomRewound().getForkSeq()).isZero();
    // The same, though something came meanwhile.
    push("new");
    Delivery after = after(batch, delivery);
    assertThat(texts(next(after))).containsExactly("new");
  }

  @Test
  void whatIsNoLongerKeptIsToldWithItsBounds() {
    try (RedisMessageLog forgetful =
        new RedisMessageLog(TestRedis.shared().connections(), keys, 4, 2, RedisObserver.NONE)) {
      for (int i = 1; i <= 10; i++) {
        forgetful
            .append(
                new NewMessage(
                    DEN,
                    MessageId.create(),
                    new UserName("alice"),
                    Instant.ofEpochSecond(1),
                    "text " + i))
            .join();
      }
    }
    HookBatch batch = next(Delivery.after(Position.ORIGIN).posting(2));

    assertThat(events(batch).get(0).getHistoryTrimmed().getFirstMissingSeq()).isEqualTo(1);
    assertThat(events(batch).get(0).getHistoryTrimmed().getLastMissingSeq()).isEqualTo(6);
    assertThat(texts(next(after(batch, Delivery.after(Position.ORIGIN)))))
        .containsExactly("text 7", "text 8", "text 9", "text 10");
  }
}
