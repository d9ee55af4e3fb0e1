package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ClientPauseMode;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

class RedisMessageLogTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final RoomName CHAT = new RoomName("chat");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());

  @Test
  void messagesStandInTheOrderInWhichTheyAreHandedIn() throws Exception {
    try (RedisMessageLog log = shared()) {
      List<String> texts = numbers(1000);
      List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
      for (String text : texts) {
        outcomes.add(log.append(message(CHAT, "alice", text)));
      }
      for (int i = 0; i < texts.size(); i++) {
        assertThat(seqOf(outcomes.get(i))).isEqualTo(i + 1);
      }
      assertThat(texts(all(log, CHAT))).isEqualTo(texts);
    }
  }

  @Test
  void changesKeepTheirPlaceAmongMessagesAndARefusedOneStopsNothing() throws Exception {
    try (RedisMessageLog log = shared()) {
      Lane lane = new Lane();
      List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long target = i % 3 == 0 ? i + 1 : i - i % 3 + 1;
        outcomes.add(
            i % 3 == 0
                ? log.append(message(CHAT, "alice", "" + i), lane, 0)
                : log.append(edit("alice", target, "edited " + i), lane, 0));
        if (i % 10 == 5) {
          CompletableFuture<Appended> refused = log.append(edit("bob", target, "mine"), lane, 0);
          assertThat(reasonOf(refused)).isEqualTo(Reason.NOT_THE_AUTHOR);
        }
      }
      for (int i = 0; i < outcomes.size(); i++) {
        assertThat(seqOf(outcomes.get(i))).isEqualTo(i + 1);
      }
      assertThat(all(log, CHAT).get(297).content())
          .isInstanceOfSatisfying(
              Content.Text.class, text -> assertThat(text.text()).isEqualTo("edited 299"));
    }
  }

  @Test
  void whatLooksAtOtherMessagesLeavesTogetherAndInItsOrder() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    RedisObserver counting =
        new RedisObserver() {
          @Override
          public void leftTogether(int messages) {
            rounds.incrementAndGet();
          }
        };
    try (OwnRedis own = TestRedis.own();
        Jedis pause = new Jedis(own.connections().open("pause"));
        RedisMessageLog log = new RedisMessageLog(own.connections(), keys, 0, 1, counting)) {
      assertThat(seqOf(log.append(message(CHAT, "alice", "root")))).isEqualTo(1);
      // So that all are handed in before the first of them is answered.
      pause.clientPause(60_000, ClientPauseMode.WRITE);
      Lane lane = new Lane();
      List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
      List<CompletableFuture<Appended>> refused = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        NewMessage message = message(CHAT, "alice", "" + i);
        outcomes.add(
            switch (i % 4) {
              case 0 -> log.append(reaction("user" + i, 1), lane, 0);
              case 1 -> log.append(message.tiedBy(new Ties(0, 1)), lane, 0);
              case 2 -> log.append(message, lane, 0);
              default -> log.append(edit("alice", 1, "edit " + i), lane, 0);
            });
        if (i % 50 == 7) {
          refused.add(log.append(reaction("bob", 9999), lane, 0));
        }
      }
      pause.clientUnpause();
      for (int i = 0; i < outcomes.size(); i++) {
        assertThat(seqOf(outcomes.get(i))).isEqualTo(i + 2);
      }
      for (CompletableFuture<Appended> one : refused) {
        assertThat(reasonOf(one)).isEqualTo(Reason.MESSAGE_ABSENT);
      }
      assertThat(rounds.get()).isLessThan(200);
    }
  }

  private static NewReaction reaction(String from, long seq) {
    return new NewReaction(
        CHAT, MessageId.create(), new UserName(from), Instant.now(), seq, "👍", false);
  }

  private static NewEdit edit(String from, long seq, String text) {
    return new NewEdit(CHAT, MessageId.create(), new UserName(from), Instant.now(), seq, text);
  }

  @Test
  void retryOfAnAcceptedIdIsAnsweredWithItsPlace() throws Exception {
    try (RedisMessageLog log = shared()) {
      NewMessage message = message(CHAT, "alice", "once");
      Appended first = log.append(message).get(20, TimeUnit.SECONDS);
      Appended again = log.append(message).get(20, TimeUnit.SECONDS);
      assertThat(first.duplicate()).isFalse();
      assertThat(again).isEqualTo(new Appended(first.position(), true, first.level(), 0));
    }
  }

  @Test
  void appendWalksOverTheLinesOfOtherProgramsFirst() throws Exception {
    try (RedisMessageLog log = shared();
        UnifiedJedis redis = TestRedis.shared().connections().servers("other", 1).client()) {
      redis.rpush(keys.log(CHAT), numbers(1300).toArray(String[]::new));
      assertThat(seqOf(log.append(message(CHAT, "alice", "after")))).isEqualTo(1301);
      assertThat(texts(all(log, CHAT))).hasSize(1301).endsWith("1299", "1300", "after");
    }
  }

  @Test
  void forgottenScriptsAreSentAgain() throws Exception {
    try (OwnRedis own = TestRedis.own();
        UnifiedJedis redis = own.connections().servers("flush", 1).client();
        RedisMessageLog log =
            new RedisMessageLog(own.connections(), keys, 0, 1, RedisObserver.NONE)) {
      for (int i = 1; i <= 20; i++) {
        assertThat(seqOf(log.append(message(CHAT, "alice", "" + i)))).isEqualTo(i);
        redis.scriptFlush();
        assertThat(log.bounds(CHAT).head().seq()).isEqualTo(i);
        redis.scriptFlush();
      }
      assertThat(texts(all(log, CHAT))).isEqualTo(numbers(20));
    }
  }

  @Test
  void acknowledgedMessagesOutliveKilledRedisOnceAndInOrder() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageLog log =
            new RedisMessageLog(own.connections(), keys, 0, 2, RedisObserver.NONE, LONG);
        Senders senders = new Senders(log)) {
      for (int kill = 1; kill <= 3; kill++) {
        senders.awaitAcknowledged(kill * 1000);
        own.kill9();
        own.restart();
      }
      senders.awaitAcknowledged(4000);
      senders.stopAndCheck();
    }
  }

  @Test
  void messagesWhoseAnswersAreLostStandOnceAndInOrder() throws Exception {
    try (OwnRedis own = TestRedis.own("appendfsync no");
        Jedis killer = new Jedis(own.connections().open("killer"));
        RedisMessageLog log =
            new RedisMessageLog(own.connections(), keys, 0, 2, RedisObserver.NONE, LONG);
        Senders senders = new Senders(log)) {
      for (int kill = 1; kill <= 20; kill++) {
        senders.awaitAcknowledged(kill * 200);
        killer.clientKill(
            new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
      }
      senders.stopAndCheck();
    }
  }

  @Test
  void levelIsOnDiskOnlyWhereRedisSyncsEachAppend() throws Exception {
    assertThat(levelWith()).isEqualTo(AckLevel.ON_DISK);
    assertThat(levelWith("appendfsync everysec")).isEqualTo(AckLevel.ACCEPTED);
    assertThat(levelWith("appendonly no")).isEqualTo(AckLevel.ACCEPTED);
    assertThat(levelWith("user default on nopass ~* &* +@all -config"))
        .isEqualTo(AckLevel.ACCEPTED);
  }

  private AckLevel levelWith(String... settings) throws Exception {
    try (OwnRedis own = TestRedis.own(settings);
        RedisMessageLog log =
            new RedisMessageLog(own.connections(), keys, 0, 1, RedisObserver.NONE)) {
      return log.append(message(CHAT, "alice", "hello")).get(20, TimeUnit.SECONDS).level();
    }
  }

  @Test
  void messagesForAnUnreachableRedisAreGivenUpTogetherAndLaterOnesStand() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageLog log =
            new RedisMessageLog(
                own.connections(), keys, 0, 1, RedisObserver.NONE, Duration.ofMillis(300))) {
      assertThat(seqOf(log.append(message(CHAT, "alice", "before")))).isEqualTo(1);
      own.kill9();
      List<CompletableFuture<Appended>> outcomes =
          numbers(20).stream().map(text -> log.append(message(CHAT, "alice", text))).toList();
      for (CompletableFuture<Appended> outcome : outcomes) {
        assertThat(reasonOf(outcome)).isEqualTo(Reason.UNAVAILABLE);
      }
      own.restart();
      // With the same id, as one that was given up may stand all the same.
      NewMessage after = message(CHAT, "alice", "after");
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .untilAsserted(() -> assertThat(seqOf(log.append(after))).isPositive());
      assertThat(texts(all(log, CHAT))).containsExactly("before", "after");
    }
  }

  @Test
  void moreThanCanWaitIsRefusedAtOnce() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageLog log =
            new RedisMessageLog(
                own.connections(), keys, 0, 1, RedisObserver.NONE, Duration.ofSeconds(5))) {
      own.kill9();
      CompletableFuture<Appended> first = log.append(message(CHAT, "alice", "first"));
      CompletableFuture<Appended> last = first;
      for (int waiting = 1; !last.isDone() && waiting <= 100_000; waiting++) {
        last = log.append(message(CHAT, "alice", "more"));
      }
      assertThat(last).isDone();
      assertThat(reasonOf(last)).isEqualTo(Reason.OVERLOADED);
      assertThat(reasonOf(first)).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @Test
  void closedLogAppendsWhatItHasAndTakesNoMore() throws Exception {
    RedisMessageLog log = shared();
    List<CompletableFuture<Appended>> outcomes =
        numbers(500).stream().map(text -> log.append(message(CHAT, "alice", text))).toList();
    log.close();
    for (CompletableFuture<Appended> outcome : outcomes) {
      assertThat(outcome).isCompleted();
    }
    assertThat(reasonOf(log.append(message(CHAT, "alice", "late")))).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void roomsAreListedInTheOrderOfTheirBytes() throws Exception {
    try (RedisMessageLog log = shared()) {
      for (String name : List.of("b", "火", "a")) {
        assertThat(seqOf(log.append(message(new RoomName(name), "alice", "hi")))).isEqualTo(1);
      }
      log.note(new RoomName("c"));
      assertThat(log.rooms(Optional.empty(), 10))
          .extracting(RoomName::value)
          .containsExactly("a", "b", "c", "火");
      assertThat(log.rooms(Optional.of(new RoomName("a")), 2))
          .extracting(RoomName::value)
          .containsExactly("b", "c");
    }
  }

  @Test
  void peekTellsTheEndOfEachRoom() throws Exception {
    RoomName foreign = new RoomName("foreign");
    RoomName empty = new RoomName("empty");
    RoomName text = new RoomName("text");
    try (RedisMessageLog log = shared();
        UnifiedJedis redis = TestRedis.shared().connections().servers("other", 1).client()) {
      Position end = log.append(message(CHAT, "alice", "hi")).get(20, TimeUnit.SECONDS).position();
      redis.rpush(keys.log(foreign), "1", "2");
      redis.set(keys.log(text), "not a list");
      assertThat(log.peek(List.of(CHAT, foreign, empty, text)))
          .isEqualTo(
              Map.of(
                  CHAT,
                  end,
                  foreign,
                  new Position(2, Position.UNKNOWN_TAG),
                  empty,
                  new Position(0, Position.UNKNOWN_TAG)));
    }
  }

  @Test
  void readingSomethingElseIsRefused() {
    try (RedisMessageLog log = shared();
        UnifiedJedis redis = TestRedis.shared().connections().servers("other", 1).client()) {
      redis.set(keys.log(CHAT), "not a list");
      assertThatThrownBy(() -> log.bounds(CHAT))
          .isInstanceOfSatisfying(
              LogException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_A_LOG));
    }
  }

  private RedisMessageLog shared() {
    return new RedisMessageLog(TestRedis.shared().connections(), keys, 0, 2, RedisObserver.NONE);
  }

  private static NewMessage message(RoomName room, String from, String text) {
    return new NewMessage(room, MessageId.create(), new UserName(from), Instant.now(), text);
  }

  private static List<String> numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "" + i).toList();
  }

  private static long seqOf(CompletableFuture<Appended> outcome) throws Exception {
    return outcome.get(30, TimeUnit.SECONDS).position().seq();
  }

  private static Reason reasonOf(CompletableFuture<Appended> outcome) throws Exception {
    try {
      throw new AssertionError("stands: " + outcome.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof LogException expected) {
        return expected.reason();
      }
      throw failure;
    }
  }

  private static List<Entry> all(RedisMessageLog log, RoomName room) {
    List<Entry> entries = new ArrayList<>();
    Page page = log.readAfter(room, Position.ORIGIN, 500);
    entries.addAll(page.entries());
    while (page.hasMore()) {
      page = log.readAfter(room, page.end(), 500);
      entries.addAll(page.entries());
    }
    return entries;
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream()
        .map(entry -> entry.content() instanceof Content.Text text ? text.text() : "?")
        .toList();
  }

  /** Some users who each write one message after the other, in rooms of both writers. */
  private static final class Senders implements AutoCloseable {
    private static final int USERS = 4;
    private static final int UNDER_WAY = 32;
    private static final List<RoomName> ROOMS = List.of(new RoomName("a"), new RoomName("b"));

    private record Sent(NewMessage message, CompletableFuture<Appended> outcome) {}

    private final RedisMessageLog log;
    private final ExecutorService threads = Executors.newFixedThreadPool(USERS);
    private final List<Future<List<Sent>>> runs = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean stopping;

    Senders(RedisMessageLog log) {
      this.log = log;
      for (int i = 0; i < USERS; i++) {
        String user = "user" + i;
        runs.add(threads.submit(() -> send(user)));
      }
    }

    private List<Sent> send(String user) throws InterruptedException {
      List<Sent> sent = new ArrayList<>();
      Semaphore free = new Semaphore(UNDER_WAY);
      for (int i = 1; !stopping; i++) {
        free.acquire();
        RoomName room = ROOMS.get(i % ROOMS.size());
        NewMessage message = message(room, user, user + " " + i);
        CompletableFuture<Appended> outcome = log.append(message);
        sent.add(new Sent(message, outcome));
        var unused =
            outcome.whenComplete(
                (appended, failure) -> {
                  acknowledged.incrementAndGet();
                  free.release();
                });
      }
      return sent;
    }

    void awaitAcknowledged(int count) {
      await().atMost(LONG).until(() -> acknowledged.get() >= count);
    }

    void stopAndCheck() throws Exception {
      stopping = true;
      List<Sent> all = new ArrayList<>();
      for (Future<List<Sent>> run : runs) {
        all.addAll(run.get(60, TimeUnit.SECONDS));
      }
      for (Sent sent : all) {
        assertThat(sent.outcome()).succeedsWithin(LONG);
      }
      for (RoomName room : ROOMS) {
        List<Sent> here = all.stream().filter(sent -> sent.message().room().equals(room)).toList();
        List<Entry> entries = all(log, room);
        assertThat(entries).hasSameSizeAs(here);
        for (Sent sent : here) {
          Position place = sent.outcome().join().position();
          Entry entry = entries.get((int) place.seq() - 1);
          assertThat(entry.position()).isEqualTo(place);
          assertThat(entry.id()).isEqualTo(sent.message().id().value());
        }
        for (int user = 0; user < USERS; user++) {
          String from = "user" + user;
          assertThat(idsOf(from, entries))
              .isEqualTo(
                  here.stream()
                      .filter(sent -> sent.message().from().value().equals(from))
                      .map(sent -> sent.message().id().value())
                      .toList());
        }
      }
    }

    private static List<String> idsOf(String from, List<Entry> entries) {
      return entries.stream()
          .filter(entry -> entry.from().equals(from))
          .map(entry -> String.valueOf(entry.id()))
          .toList();
    }

    @Override
    public void close() {
      stopping = true;
      threads.shutdownNow();
    }
  }
}
