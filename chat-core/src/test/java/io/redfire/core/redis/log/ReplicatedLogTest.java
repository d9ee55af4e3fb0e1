package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bus.MessageBus;
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
import io.redfire.core.redis.bus.RedisMessageBus;
import io.redfire.testing.RedisServer;
import io.redfire.testing.SentinelRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log and the bus over a primary with two replicas that Sentinels watch. */
class ReplicatedLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RoomName CHAT = new RoomName("chat");

  private static SentinelRedis redis;

  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create().value() + "-");

  @BeforeAll
  static void start() {
    redis = SentinelRedis.start();
  }

  @AfterAll
  static void end() {
    redis.close();
  }

  @AfterEach
  void mend() {
    redis.dataServers().forEach(RedisServer::resume);
    redis.awaitInSync();
  }

  @Test
  void acknowledgementNamesTheReplicasThatHaveIt() throws Exception {
    try (RedisMessageLog log = log()) {
      Appended both = done(log.append(message("both"), new Lane(), 2));
      assertThat(both.level()).isEqualTo(AckLevel.REPLICATED);
      assertThat(both.replicas()).isEqualTo(2);
      assertThat(done(log.append(message("none"))).level()).isEqualTo(AckLevel.ON_DISK);

      redis.replicas().get(0).pause();
      Appended one = done(log.append(message("one"), new Lane(), 2));
      assertThat(one.level()).isEqualTo(AckLevel.REPLICATED);
      assertThat(one.replicas()).isEqualTo(1);
    }
  }

  @Test
  void missedReplicasAreNoErrorAndNeverClaimed() throws Exception {
    try (RedisMessageLog log = log();
        RedisMessageLog other = log()) {
      redis.replicas().forEach(RedisServer::pause);
      NewMessage message = message("alone");
      Appended first = done(log.append(message, new Lane(), 1));
      assertThat(first.level()).isEqualTo(AckLevel.ON_DISK);
      assertThat(first.replicas()).isZero();

      // A connection that wrote nothing is told at once that all replicas have what it wrote.
      Appended again = done(other.append(message, new Lane(), 1));
      assertThat(again.duplicate()).isTrue();
      assertThat(again.level()).isEqualTo(AckLevel.ON_DISK);
    }
  }

  @Test
  void thoseWhoAskForNoReplicasDoNotWaitForThem() throws Exception {
    try (RedisMessageLog log = log()) {
      redis.replicas().forEach(RedisServer::pause);
      CompletableFuture<Appended> waits = log.append(message("waits"), new Lane(), 2);
      CompletableFuture<Appended> goesOn = log.append(message("goes on"));
      assertThat(done(goesOn).level()).isEqualTo(AckLevel.ON_DISK);
      assertThat(done(waits).level()).isEqualTo(AckLevel.ON_DISK);
      assertThat(texts(log)).containsExactly("waits", "goes on");
    }
  }

  @Test
  void appendsGoOnAtTheNewPrimaryAndWhatItsReplicasHadIsThere() throws Exception {
    try (RedisMessageLog log = log();
        RedisMessageBus bus = new RedisMessageBus(connections(), keys)) {
      Ear ear = new Ear();
      assertThat(bus.subscribe(CHAT, ear)).succeedsWithin(PATIENCE);
      RedisServer old = redis.primary();
      Map<String, CompletableFuture<Appended>> sent = new HashMap<>();
      for (int i = 0; i < 50; i++) {
        send(log, "before " + i, sent);
      }
      CompletableFuture.allOf(sent.values().toArray(CompletableFuture[]::new))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      old.kill9();
      redis.awaitFailover(old.port());
      for (int i = 0; i < 50; i++) {
        send(log, "after " + i, sent);
      }
      Set<String> replicated = new HashSet<>();
      for (Map.Entry<String, CompletableFuture<Appended>> one : sent.entrySet()) {
        if (done(one.getValue()).level() == AckLevel.REPLICATED) {
          replicated.add(one.getKey());
        }
      }
      assertThat(replicated).hasSizeGreaterThanOrEqualTo(50);
      assertThat(texts(log)).hasSize(100).doesNotHaveDuplicates().containsAll(replicated);
      assertThat(ear.restored.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      done(log.append(message("heard")));
      assertThat(ear.hears("heard")).isTrue();
      old.restart();
    }
  }

  @Test
  void primaryThatIsFrozenIsLeftForTheNewOne() throws Exception {
    try (RedisMessageLog log = log();
        RedisMessageBus bus = new RedisMessageBus(connections(), keys)) {
      Ear ear = new Ear();
      assertThat(bus.subscribe(CHAT, ear)).succeedsWithin(PATIENCE);
      done(log.append(message("before"), new Lane(), 2));
      RedisServer old = redis.primary();
      old.pause();
      CompletableFuture<Appended> during = log.append(message("during"), new Lane(), 1);
      redis.awaitFailover(old.port());
      assertThat(done(during).position().seq()).isEqualTo(2);
      assertThat(ear.restored.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      done(log.append(message("heard")));
      assertThat(ear.hears("heard")).isTrue();
      assertThat(texts(log)).containsExactly("before", "during", "heard");
    }
  }

  private void send(RedisMessageLog log, String text, Map<String, CompletableFuture<Appended>> to) {
    to.put(text, log.append(message(text), new Lane(), 1));
  }

  private static NewMessage message(String text) {
    return new NewMessage(CHAT, MessageId.create(), new UserName("alice"), Instant.now(), text);
  }

  private static List<String> texts(RedisMessageLog log) {
    List<Entry> entries = new ArrayList<>();
    Position at = Position.ORIGIN;
    while (true) {
      Page page = log.readAfter(CHAT, at, 200);
      if (page.entries().isEmpty()) {
        return entries.stream()
            .map(entry -> ((Content.Text) entry.content()).text())
            .collect(Collectors.toList());
      }
      entries.addAll(page.entries());
      at = entries.get(entries.size() - 1).position();
    }
  }

  private static Appended done(CompletableFuture<Appended> outcome) throws Exception {
    return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private RedisMessageLog log() {
    return new RedisMessageLog(connections(), keys, 0, 2, RedisObserver.NONE, PATIENCE);
  }

  private static RedisConnections connections() {
    String sentinels =
        redis.sentinelAddresses().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse(
            "redis+sentinel://" + sentinels + "/" + redis.masterName(), Optional.empty()),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  /** Keeps what the bus says. */
  private static final class Ear implements MessageBus.Listener {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> restored = new LinkedBlockingQueue<>();

    @Override
    public void onLine(byte[] line) {
      lines.add(new String(line, UTF_8));
    }

    @Override
    public void onRestored() {
      restored.add(true);
    }

    boolean hears(String text) throws InterruptedException {
      String line;
      do {
        line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } while (line != null && !line.contains(text));
      return line != null;
    }
  }
}
