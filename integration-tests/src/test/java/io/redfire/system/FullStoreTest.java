package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Redis has no room left for messages, in memory or on disk. */
class FullStoreTest {
  private static final String ROOM = "room";

  /** Takes ten messages of so many letters, but not seventy. */
  private static final int DISK_KIBIBYTES = 64;

  private static final int LETTERS = 1000;

  @Test
  void whatDoesNotFitIntoMemoryLeavesNoTraceAndReadersGoOn() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe author = node.connect("author", fromStart(ROOM));
          StreamProbe other = nodes.start().connect("other")) {
        var unused = messages.sayNext(author);
        Map<String, String> before = everything(watch.redis());
        watch.redis().configSet("maxmemory", "1");
        List<Long> requests = send(messages, author, 20);
        Refusal first = Refusal.of(author.answer(requests.get(0)));
        assertThat(first.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(first.reason()).isEqualTo("STORE_FULL");
        for (long request : requests) {
          assertThat(Refusal.of(author.answer(request)).reason())
              .isIn("STORE_FULL", "EARLIER_MESSAGE_FAILED");
        }
        assertThat(everything(watch.redis())).isEqualTo(before);

        other.follow(fromStart(ROOM));
        other.heard().awaitSeq(ROOM, 1);
        assertThat(node.log(ROOM)).hasSize(1);

        watch.redis().configSet("maxmemory", "0");
        try (StreamProbe again = node.connect("author")) {
          for (int n = 1; n <= messages.size(); n++) {
            Accepted accepted = messages.say(again, n);
            assertThat(accepted.getSeq()).isEqualTo(n);
            assertThat(accepted.getDuplicate()).isEqualTo(n == 1);
          }
        }
        messages.assertAre(node.log(ROOM));
        messages.awaitAt(author, other);
        assertThat(author.heard().texts(ROOM)).hasSize(messages.size());
      }
    }
  }

  /** Every key that is not about time alone, as Redis would dump it. */
  private static Map<String, String> everything(Jedis redis) {
    return redis.keys("*").stream()
        .collect(
            Collectors.toMap(
                key -> key,
                key -> new String(redis.dump(key.getBytes(UTF_8)), ISO_8859_1),
                (one, other) -> one,
                TreeMap::new));
  }

  /** Redis ends then, by design: what it has answered has to be on disk. */
  @Test
  void aFullDiskTakesNothingBackThatWasAcknowledgedAsOnDisk() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM, LETTERS);
      own.server().restartWithin(DISK_KIBIBYTES);
      try (StreamProbe author = node.connect("author", fromStart(ROOM))) {
        for (int i = 0; i < 10; i++) {
          var unused = messages.sayNext(author);
        }
        List<Long> requests = send(messages, author, 60);
        Waiting.patiently().until(() -> !own.server().isRunning());
        List<Accepted> acknowledged = acknowledged(author);
        assertThat(acknowledged).hasSizeBetween(1, messages.size() - 1);
        assertThat(acknowledged)
            .extracting(Accepted::getLevel)
            .containsOnly(AckLevel.ACK_LEVEL_ON_DISK);
        own.restart();
        requests.forEach(request -> assertThat(author.answer(request).hasAccepted()).isTrue());
        List<Entry> log = node.log(ROOM);
        messages.assertAre(log);
        for (Accepted accepted : acknowledged) {
          assertThat(log.get((int) accepted.getSeq() - 1).getTag()).isEqualTo(accepted.getTag());
        }
        messages.awaitAt(author);
        assertThat(Replica.of(ROOM, author.heard()).rewinds()).isZero();
      }
    }
  }

  /** Where Redis syncs now and then it goes on to serve, but takes nothing more. */
  @Test
  void aFullDiskHoldsMessagesBackUntilThereIsRoom() {
    try (OwnRedis own = TestRedis.own("appendfsync everysec");
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM, LETTERS);
      own.server().restartWithin(DISK_KIBIBYTES);
      try (StreamProbe author = node.connect("author", fromStart(ROOM));
          Watch watch = new Watch(own)) {
        while (watch.errors("MISCONF") == 0) {
          long request = messages.sendNext(author);
          Waiting.patiently()
              .until(() -> isAnswered(author, request) || watch.errors("MISCONF") > 0);
        }
        assertThat(acknowledged(author)).hasSizeLessThan(messages.size());
        List<Long> requests = send(messages, author, 10);
        assertThat(node.log(ROOM)).isNotEmpty();
        // A new file, which is smaller since entries in memory are compressed on disk.
        watch.redis().configSet("appendonly", "no");
        watch.redis().configSet("appendonly", "yes");
        requests.forEach(request -> assertThat(author.answer(request).hasAccepted()).isTrue());
        List<Entry> log = node.log(ROOM);
        messages.assertAre(log);
        Waiting.patiently()
            .until(() -> watch.redis().info("persistence").contains("aof_rewrite_in_progress:0"));
        own.restart();
        assertThat(node.log(ROOM)).isEqualTo(log);
        messages.awaitAt(author);
        assertThat(Replica.of(ROOM, author.heard()).rewinds()).isZero();
      }
    }
  }

  private static List<Long> send(Outgoing messages, StreamProbe author, int count) {
    return Stream.generate(() -> messages.sendNext(author)).limit(count).toList();
  }

  private static boolean isAnswered(StreamProbe author, long request) {
    return author.heard().events().stream().anyMatch(event -> event.getRequest() == request);
  }

  private static List<Accepted> acknowledged(StreamProbe author) {
    return author.heard().events().stream()
        .filter(Event::hasAccepted)
        .map(Event::getAccepted)
        .toList();
  }
}
