package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.RedisServer;
import io.redfire.testing.SlotMigration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log over a cluster whose slots move. */
class ClusterLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ClusterRedis redis;

  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create().value() + "-");
  private final RoomName chat = new RoomName("chat");

  @BeforeAll
  static void start() {
    redis = ClusterRedis.start("cluster-require-full-coverage no");
  }

  @AfterAll
  static void end() {
    redis.close();
  }

  @Test
  void roomsOfAllServersAreWrittenReadAndListed() throws Exception {
    try (RedisMessageLog log = log()) {
      List<RoomName> rooms =
          IntStream.range(10, 40).mapToObj(i -> new RoomName("room" + i)).toList();
      for (RoomName room : rooms) {
        Appended appended = done(log.append(message(room, room.value()), new Lane(), 1));
        assertThat(appended.level()).isEqualTo(AckLevel.REPLICATED);
        assertThat(appended.replicas()).isEqualTo(1);
      }
      for (RoomName room : rooms) {
        assertThat(texts(log, room)).containsExactly(room.value());
      }
      assertThat(log.peek(rooms)).hasSize(30);
      assertThat(log.rooms(Optional.empty(), 100)).containsExactlyElementsOf(rooms);
      assertThat(rooms.stream().map(room -> redis.ownerOf(keys.log(room))).distinct()).hasSize(3);
    }
  }

  @Test
  void appendsGoOnWhileTheirSlotMoves() throws Exception {
    try (RedisMessageLog log = log();
        RedisServers servers = connections().servers("other-program", 1)) {
      // So many lines of another program that all keys of the room are there: only then is there a
      // moment between two servers in which Redis lets a script run.
      String[] lines =
          IntStream.rangeClosed(1, 70).mapToObj(Integer::toString).toArray(String[]::new);
      servers.client().rpush(keys.log(chat), lines);
      List<CompletableFuture<Appended>> sent = new ArrayList<>();
      done(send(log, sent));
      int slot = ClusterRedis.slotOf(keys.log(chat));
      RedisServer from = redis.ownerOf(slot);
      RedisServer to =
          redis.primaries().stream().filter(one -> !one.equals(from)).findFirst().orElseThrow();
      SlotMigration migration = redis.beginMigration(slot, to);
      done(send(log, sent));
      assertThat(migration.moveKeys(1)).isEqualTo(1);
      CompletableFuture<Appended> between = send(log, sent);
      migration.moveAllKeys();
      // The new owner has all, and does not own it yet: this is where ASK leads.
      done(between);
      assertThat(redis.ownerOf(slot)).isEqualTo(from);
      migration.finish();
      done(send(log, sent));
      for (int i = 0; i < sent.size(); i++) {
        assertThat(done(sent.get(i)).position().seq()).isEqualTo(71 + i);
      }
      assertThat(texts(log, chat)).hasSize(74).endsWith("1", "2", "3", "4");
    }
  }

  @Test
  void appendsGoOnAtTheReplicaThatTookThePlaceOfItsPrimary() throws Exception {
    try (RedisMessageLog log = log()) {
      List<CompletableFuture<Appended>> sent = new ArrayList<>();
      done(send(log, sent));
      RedisServer first = redis.ownerOf(keys.log(chat));
      redis.failOver(first);
      done(send(log, sent));

      int slot = ClusterRedis.slotOf(keys.log(chat));
      RedisServer second = redis.ownerOf(slot);
      second.kill9();
      CompletableFuture<Appended> during = send(log, sent);
      redis.awaitFailover(slot, second);
      done(during);
      assertInOrder(log, sent);
      second.restart();
      redis.awaitWell();
    }
  }

  @Test
  void serverThatIsAwayDoesNotKeepTheRoomsOfOthersWaiting() throws Exception {
    try (RedisMessageLog log = log()) {
      done(log.append(message(chat, "there")));
      RedisServer away = redis.ownerOf(keys.log(chat));
      RoomName elsewhere =
          IntStream.range(0, 1000)
              .mapToObj(i -> new RoomName("other" + i))
              .filter(room -> !redis.ownerOf(keys.log(room)).equals(away))
              .findFirst()
              .orElseThrow();
      done(log.append(message(elsewhere, "there too")));
      RedisServer replica = redis.replicaOf(away);
      // Killed, not paused: going on it would take the place of a primary that is back already.
      replica.kill9();
      away.pause();
      CompletableFuture<Appended> waits = log.append(message(chat, "waits"));
      done(log.append(message(elsewhere, "goes on")));
      assertThat(log.peek(List.of(chat, elsewhere))).containsOnlyKeys(elsewhere);
      assertThat(waits).isNotDone();
      away.resume();
      replica.restart();
      redis.awaitWell();
      assertThat(done(waits).position().seq()).isEqualTo(2);
    }
  }

  private CompletableFuture<Appended> send(
      RedisMessageLog log, List<CompletableFuture<Appended>> to) {
    CompletableFuture<Appended> outcome = log.append(message(chat, "" + (to.size() + 1)));
    to.add(outcome);
    return outcome;
  }

  private void assertInOrder(RedisMessageLog log, List<CompletableFuture<Appended>> sent)
      throws Exception {
    for (int i = 0; i < sent.size(); i++) {
      assertThat(done(sent.get(i)).position().seq()).isEqualTo(i + 1);
    }
    assertThat(texts(log, chat))
        .isEqualTo(
            IntStream.rangeClosed(1, sent.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.toList()));
  }

  private static NewMessage message(RoomName room, String text) {
    return new NewMessage(room, MessageId.create(), new UserName("alice"), Instant.now(), text);
  }

  private static List<String> texts(RedisMessageLog log, RoomName room) {
    Page page = log.readAfter(room, Position.ORIGIN, 200);
    return page.entries().stream().map(Entry::content).map(ClusterLogTest::text).toList();
  }

  private static String text(Content content) {
    return ((Content.Text) content).text();
  }

  private static Appended done(CompletableFuture<Appended> outcome) throws Exception {
    return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private RedisMessageLog log() {
    return new RedisMessageLog(connections(), keys, 0, 4, RedisObserver.NONE, PATIENCE);
  }

  private static RedisConnections connections() {
    String seeds = redis.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }
}
