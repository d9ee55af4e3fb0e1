package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.UnifiedJedis;

/** Somebody changes the list behind the server's back. */
class RewindTest {
  private static final String ROOM = "room";

  /** What somebody does to the list of a room of 30 entries. */
  @FunctionalInterface
  interface Damage {
    void to(UnifiedJedis redis, String key);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("it is deleted", 0, (redis, key) -> redis.del(key)),
        damage("all of the room is deleted", 0, RewindTest::deleteAll),
        damage("its newest entry is taken away", 29, (redis, key) -> redis.rpop(key)),
        damage("its newest entries are taken away", 23, (redis, key) -> redis.rpop(key, 7)),
        damage("an old copy is restored", 20, RewindTest::restoreOldCopy),
        damage(
            "an entry in the middle is replaced and what followed cut off",
            14,
            (redis, key) -> {
              redis.ltrim(key, 0, 13);
              redis.rpush(key, "somebody else's");
            }));
  }

  private static Arguments damage(String what, int kept, Damage damage) {
    return Arguments.of(what, kept, damage);
  }

  private static void deleteAll(UnifiedJedis redis, String key) {
    redis.del(key, "{" + key + "}:head", "{" + key + "}:marks");
  }

  private static void restoreOldCopy(UnifiedJedis redis, String key) {
    String[] copy = redis.lrange(key, 0, 19).toArray(String[]::new);
    redis.del(key);
    redis.rpush(key, copy);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void idleReadersHearOfItAndTheRoomGoesOn(String what, int kept, Damage damage) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      TestNode other = nodes.start();
      for (int i = 1; i <= 30; i++) {
        var unused = node.send("writer", ROOM, "old" + i);
      }
      try (StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = other.connect("two", fromStart(ROOM))) {
        List<StreamProbe> readers = List.of(one, two);
        readers.forEach(reader -> reader.heard().awaitSeq(ROOM, 30));

        damage.to(nodes.redis(), nodes.key(ROOM));
        for (StreamProbe reader : readers) {
          Event rewound = reader.heard().await("the rewind", Event::hasRoomRewound);
          assertThat(rewound.getRoomRewound().getForkSeq()).as(what).isEqualTo(kept);
        }
        long last = one.say(ROOM, "new").getSeq();
        for (StreamProbe reader : readers) {
          Waiting.patiently().until(() -> reader.heard().texts(ROOM).contains("new"));
          Replica replica = Replica.of(ROOM, reader.heard());
          assertThat(replica.entries()).hasSize((int) last).isEqualTo(node.log(ROOM));
          assertThat(replica.rewinds()).isEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void whatIsSaidAtOnceComesAfterTheRewind(String what, int kept, Damage damage) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = nodes.start().connect("two", fromStart(ROOM))) {
        for (int i = 1; i <= 30; i++) {
          var unused = one.say(ROOM, "old" + i);
        }
        two.heard().awaitSeq(ROOM, 30);
        damage.to(nodes.redis(), nodes.key(ROOM));
        // More than there were, so that the log is longer than before when somebody looks.
        for (int i = 1; i <= 40; i++) {
          var unused = one.say(ROOM, "new" + i);
        }
        List<Entry> log = node.log(ROOM);
        assertThat(log).as(what).hasSizeGreaterThanOrEqualTo(kept + 40);
        for (StreamProbe reader : List.of(one, two)) {
          Waiting.patiently().until(() -> reader.heard().texts(ROOM).contains("new40"));
          Replica replica = Replica.of(ROOM, reader.heard());
          assertThat(replica.entries()).isEqualTo(log);
          assertThat(replica.rewinds()).isEqualTo(1);
        }
      }
    }
  }

  /** As a failover leaves it that lost an entry and took another one in its place. */
  @Test
  void whatFollowsOnAnotherHistoryIsNotTakenForTheNextEntry() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = nodes.start().connect("two", fromStart(ROOM))) {
        for (int i = 1; i <= 30; i++) {
          var unused = one.say(ROOM, "old" + i);
        }
        two.heard().awaitSeq(ROOM, 30);
        nodes.redis().rpop(nodes.key(ROOM));
        nodes.redis().rpush(nodes.key(ROOM), "instead of the last");
        // Its seq is the next one for every reader, and its past is not theirs.
        assertThat(one.say(ROOM, "new").getSeq()).isEqualTo(31);
        List<Entry> log = node.log(ROOM);
        for (StreamProbe reader : List.of(one, two)) {
          Waiting.patiently().until(() -> reader.heard().texts(ROOM).contains("new"));
          Replica replica = Replica.of(ROOM, reader.heard());
          assertThat(replica.texts()).endsWith("old29", "instead of the last", "new");
          assertThat(replica.entries()).isEqualTo(log);
          assertThat(replica.rewinds()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aReaderThatLagsFarBehindHearsOfItBeforeAnythingNewer() {
    String filler = "x".repeat(1000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe lagging = node.connect("lagging", fromStart(ROOM));
          StreamProbe writer = nodes.start().connect("writer", fromStart(ROOM))) {
        lagging.ping();
        lagging.stopReading();
        List<Long> requests = new ArrayList<>();
        for (int i = 1; i <= 2000; i++) {
          requests.add(writer.send(ROOM, "", "old" + i + filler));
        }
        requests.forEach(request -> assertThat(writer.answer(request).hasAccepted()).isTrue());
        writer.heard().awaitSeq(ROOM, 2000);

        nodes.redis().del(nodes.key(ROOM));
        for (int i = 1; i <= 300; i++) {
          var unused = writer.say(ROOM, "new" + i);
        }
        lagging.goOnReading();
        Waiting.patiently().until(() -> lagging.heard().texts(ROOM).contains("new300"));
        Replica replica = Replica.of(ROOM, lagging.heard());
        assertThat(replica.entries()).isEqualTo(node.log(ROOM)).hasSize(300);
        assertThat(replica.rewinds()).isEqualTo(1);
      }
    }
  }

  @Test
  void aReaderWhoseEntriesAreAllStillTrueHearsOfNoRewind() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      String early = "";
      try (StreamProbe writer = node.connect("writer", fromStart(ROOM))) {
        for (int i = 1; i <= 30; i++) {
          String cursor = writer.say(ROOM, "old" + i).getCursor();
          early = i == 10 ? cursor : early;
        }
        nodes.redis().rpop(nodes.key(ROOM), 5);
        var unused = writer.heard().await("the rewind", Event::hasRoomRewound);
        var unused2 = writer.say(ROOM, "new");
        try (StreamProbe reader = nodes.start().connect("reader")) {
          var unused3 = reader.follow(Wishes.resume(ROOM, early));
          reader.heard().awaitSeq(ROOM, 26);
          Replica replica = Replica.of(ROOM, 11, reader.heard().events());
          assertThat(replica.rewinds()).isZero();
          assertThat(replica.entries()).isEqualTo(node.log(ROOM).subList(10, 26));
        }
      }
    }
  }
}
