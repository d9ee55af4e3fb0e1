package io.redfire.core.redis.bus;

import static io.redfire.core.redis.bus.Ear.RESTORED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.PatientLog;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.RedisServer;
import io.redfire.testing.SlotMigration;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

class ClusterMessageBusTest {
  private static final RoomName CHAT = new RoomName("chat");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static ClusterRedis cluster;
  private static RedisConnections connections;
  private static RedisServers servers;

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private RedisMessageLog log;
  private MessageBus bus;

  @BeforeAll
  static void startCluster() {
    cluster = ClusterRedis.start();
    connections = connections();
    servers = connections.servers("test", 8);
  }

  @AfterAll
  static void stopCluster() {
    servers.close();
    cluster.close();
  }

  @BeforeEach
  void open() {
    cluster.awaitWell();
    servers.lookAgain();
    log = PatientLog.open(connections, keys, 8, PATIENCE);
    bus = RedisMessageBus.open(connections, keys);
  }

  @AfterEach
  void close() {
    bus.close();
    log.close();
  }

  @Test
  void appendedLinesOfRoomsEverywhereAreHeardAndCostTheOtherServersNothing() throws Exception {
    long before = publications("publish");
    for (int i = 0; i < 30; i++) {
      RoomName room = new RoomName("room" + i);
      Ear ear = new Ear();
      subscribe(room, ear);
      Position position = append(room, 0).position();
      assertThat(ear.next()).contains("\"tag\":\"" + position.tag() + "\"");
    }
    assertThat(publications("publish")).isEqualTo(before);
    assertThat(cluster.primaries())
        .allSatisfy(each -> assertThat(calls(each, "spublish")).isPositive());
  }

  @Test
  void whatOtherProgramsPublishIsHeardOnceThoughTheyPublishItBothWays() throws Exception {
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    // The sharded one is heard first, if it is heard at all.
    ((RedisClusterClient) servers.client()).spublish(keys.log(CHAT), "both ways");
    servers.client().publish(keys.log(CHAT), "both ways");
    assertThat(ear.next()).isEqualTo("both ways");
    append(CHAT, 0);
    assertThat(ear.next()).contains("\"seq\":1");
    servers.client().publish(keys.log(CHAT), "the last");
    assertThat(ear.next()).isEqualTo("the last");
  }

  @Test
  void manyRoomsOfManyThreadsAreHeard() throws Exception {
    Threads.run(
        8,
        thread -> {
          for (int i = 0; i < 60; i++) {
            RoomName room = new RoomName("room-" + thread + "-" + i);
            Ear ear = new Ear();
            subscribe(room, ear);
            append(room, 0);
            assertThat(ear.next()).contains("\"seq\":1");
            if (i % 2 == 0) {
              bus.unsubscribe(room);
            }
          }
        });
  }

  @Test
  void stormOfComingAndGoingLeavesEachConfirmedListenerHearing() throws Exception {
    Threads.run(
        4,
        thread -> {
          RoomName room = new RoomName("room" + thread);
          for (int i = 1; i <= 100; i++) {
            var unused = bus.subscribe(room, new Ear());
            bus.unsubscribe(room);
            unused = bus.subscribe(room, new Ear());
            Ear ear = new Ear();
            subscribe(room, ear);
            append(room, 0);
            assertThat(ear.next()).contains("\"seq\":" + i + ",");
            bus.unsubscribe(room);
          }
        });
  }

  @Test
  void roomThatWasLeftIsNotHeard() throws Exception {
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    append(CHAT, 0);
    assertThat(ear.next()).contains("\"seq\":1");
    bus.unsubscribe(CHAT);
    await().until(() -> listeners(CHAT) == 0);
    append(CHAT, 0);
    assertThat(ear.heard).isEmpty();
  }

  @Test
  void cutConnectionsAreMadeAgainAndTold() throws Exception {
    List<RoomName> rooms = IntStream.range(0, 30).mapToObj(i -> new RoomName("room" + i)).toList();
    List<Ear> ears = new ArrayList<>();
    for (RoomName room : rooms) {
      Ear ear = new Ear();
      ears.add(ear);
      subscribe(room, ear);
    }
    assertThat(cutSubscribers()).isEqualTo(4);
    for (int i = 0; i < rooms.size(); i++) {
      assertThat(ears.get(i).next()).isEqualTo(RESTORED);
      // Both ways of hearing were cut, so it is told twice.
      assertThat(ears.get(i).next()).isEqualTo(RESTORED);
      append(rooms.get(i), 0);
      assertThat(ears.get(i).next()).contains("\"seq\":1");
    }
  }

  @Test
  void signalsOfRoomsEverywhereAreHeardOnceAndAlsoAfterCutConnections() throws Exception {
    List<RoomName> rooms = IntStream.range(0, 30).mapToObj(i -> new RoomName("room" + i)).toList();
    List<Ear> ears = new ArrayList<>();
    for (RoomName room : rooms) {
      Ear ear = new Ear();
      ears.add(ear);
      subscribe(room, ear);
    }
    signalEach(rooms, ears, "first");
    assertThat(cutSubscribers()).isEqualTo(4);
    for (Ear ear : ears) {
      assertThat(ear.next()).isEqualTo(RESTORED);
      assertThat(ear.next()).isEqualTo(RESTORED);
    }
    signalEach(rooms, ears, "second");
    assertThat(ears).allSatisfy(ear -> assertThat(ear.signals).isEmpty());
    assertThat(ears).allSatisfy(ear -> assertThat(ear.heard).isEmpty());
  }

  private void signalEach(List<RoomName> rooms, List<Ear> ears, String what) throws Exception {
    for (RoomName room : rooms) {
      bus.signal(room, (what + " " + room).getBytes(UTF_8));
    }
    for (int i = 0; i < rooms.size(); i++) {
      assertThat(ears.get(i).nextSignal()).isEqualTo(what + " " + rooms.get(i));
    }
  }

  @Test
  void signalsAreHeardWhereASlotHasMoved() throws Exception {
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    cluster.migrate(ClusterRedis.slotOf(keys.log(CHAT)), otherPrimary());
    assertThat(ear.next()).isEqualTo(RESTORED);
    bus.signal(CHAT, "moved".getBytes(UTF_8));
    assertThat(ear.nextSignal()).isEqualTo("moved");
  }

  @Test
  void roomIsHeardWhileItsSlotMovesUnderLoad() throws Exception {
    makeAllKeys(CHAT);
    try (Follower follower = follow(CHAT);
        Load load = new Load(CHAT, 0)) {
      load.awaitMore(50);
      int slot = ClusterRedis.slotOf(keys.log(CHAT));
      SlotMigration migration = cluster.beginMigration(slot, otherPrimary());
      load.awaitMore(50);
      migration.moveAllKeys();
      // Its keys are there and the slot is not: whoever appends is sent on by ASK.
      load.awaitMore(50);
      migration.finish();
      load.awaitMore(50);
      knowsAllOf(follower, load);
      assertThat(follower.restored()).isPositive();
    }
  }

  @Test
  void whoComesWhileTheSlotMovesHearsToo() throws Exception {
    makeAllKeys(CHAT);
    int slot = ClusterRedis.slotOf(keys.log(CHAT));
    SlotMigration migration = cluster.beginMigration(slot, otherPrimary());
    migration.moveAllKeys();
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    String tag = append(CHAT, 0).position().tag();
    assertThat(ear.next()).contains(tag);
    migration.finish();
    assertThat(ear.next()).isEqualTo(RESTORED);
    tag = append(CHAT, 0).position().tag();
    assertThat(ear.next()).contains(tag);
  }

  @Test
  void roomsThatStayAreNotToldOfASlotThatMoves() throws Exception {
    RoomName neighbour = neighbourOf(CHAT);
    Ear moving = new Ear();
    Ear staying = new Ear();
    subscribe(CHAT, moving);
    subscribe(neighbour, staying);
    cluster.migrate(ClusterRedis.slotOf(keys.log(CHAT)), otherPrimary());
    assertThat(moving.next()).isEqualTo(RESTORED);
    append(neighbour, 0);
    assertThat(staying.next()).contains("\"seq\":1");
  }

  @Test
  void whoComesToASlotThatHasMovedHearsAndItsNeighboursAreNotTold() throws Exception {
    RoomName neighbour = neighbourOf(CHAT);
    Ear staying = new Ear();
    subscribe(neighbour, staying);
    // Nobody listens to that slot, so the bus does not hear that it moves.
    cluster.migrate(ClusterRedis.slotOf(keys.log(CHAT)), otherPrimary());
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    append(CHAT, 0);
    assertThat(ear.next()).contains("\"seq\":1");
    append(neighbour, 0);
    assertThat(staying.next()).contains("\"seq\":1");
  }

  @Test
  void roomIsHeardWhenAReplicaTakesOverUnderLoad() throws Exception {
    try (Follower follower = follow(CHAT);
        Load load = new Load(CHAT, 0)) {
      load.awaitMore(50);
      cluster.failOver(cluster.ownerOf(keys.log(CHAT)));
      load.awaitMore(200);
      knowsAllOf(follower, load);
      assertThat(follower.restored()).isPositive();
    }
  }

  @Test
  void roomIsHeardWhenItsPrimaryIsKilledUnderLoad() throws Exception {
    RedisServer former = cluster.ownerOf(keys.log(CHAT));
    try (Follower follower = follow(CHAT);
        Load load = new Load(CHAT, 1)) {
      load.awaitMore(50);
      former.kill9();
      cluster.awaitFailover(ClusterRedis.slotOf(keys.log(CHAT)), former);
      await().atMost(PATIENCE).until(() -> follower.restored() > 0);
      // Each of them waits for a replica, which there is none of now.
      load.awaitMore(3);
      knowsAllOf(follower, load);
    } finally {
      former.restart();
    }
  }

  @Test
  void roomIsHeardWhenItsPrimaryFreezes() throws Exception {
    RedisServer former = cluster.ownerOf(keys.log(CHAT));
    Ear ear = new Ear();
    subscribe(CHAT, ear);
    try {
      former.pause();
      cluster.awaitFailover(ClusterRedis.slotOf(keys.log(CHAT)), former);
      assertThat(ear.next()).isEqualTo(RESTORED);
      append(CHAT, 0);
      assertThat(ear.nextBut(RESTORED)).contains("\"seq\":1");
    } finally {
      former.resume();
    }
  }

  @Test
  void closedBusLeavesNoConnectionAndNoThread() throws Exception {
    bus.close();
    await().until(() -> clientsOfBus() == 0);
    Set<Thread> before = threadsOfBus();
    MessageBus own = RedisMessageBus.open(connections, keys);
    for (int i = 0; i < 30; i++) {
      assertThat(own.subscribe(new RoomName("room" + i), new Ear())).succeedsWithin(PATIENCE);
    }
    assertThat(clientsOfBus()).isGreaterThanOrEqualTo(4);
    assertThat(threadsOfBus()).hasSizeGreaterThanOrEqualTo(before.size() + 6);
    own.close();
    await().until(() -> clientsOfBus() == 0);
    await().until(() -> before.containsAll(threadsOfBus()));
  }

  @Test
  void serverWithoutRoomsIsLeft() throws Exception {
    subscribe(CHAT, new Ear());
    await().until(() -> subscribers() == 2);
    bus.unsubscribe(CHAT);
    await().until(() -> subscribers() == 1);
  }

  private Follower follow(RoomName room) {
    Follower follower = new Follower(room, log);
    assertThat(bus.subscribe(room, follower)).succeedsWithin(PATIENCE);
    follower.readAll();
    return follower;
  }

  /** While a slot moves Redis holds back what needs a key that does not exist. */
  private void makeAllKeys(RoomName room) throws Exception {
    for (int i = 0; i < 200; i++) {
      servers.client().rpush(keys.log(room), "foreign " + i);
    }
    append(room, 0);
    byte[] next = keys.ids(room, Instant.now().plus(RedisKeys.BUCKET));
    servers.client().hset(next, new byte[] {'x'}, new byte[] {'x'});
    assertThat(servers.client().exists(keys.marks(room))).isTrue();
  }

  private void knowsAllOf(Follower follower, Load load) {
    load.close();
    await().atMost(PATIENCE).until(follower::knowsAll);
    assertThat(load.appended()).allMatch(follower::knows);
  }

  private void subscribe(RoomName room, Ear ear) {
    assertThat(bus.subscribe(room, ear)).succeedsWithin(PATIENCE);
  }

  private Appended append(RoomName room, int replicas) throws Exception {
    NewMessage message =
        new NewMessage(room, MessageId.create(), new UserName("alice"), Instant.now(), "hello");
    CompletableFuture<Appended> appended = log.append(message, new Lane(), replicas);
    return appended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private RedisServer otherPrimary() {
    RedisServer owner = cluster.ownerOf(keys.log(CHAT));
    return cluster.primaries().stream()
        .filter(each -> !each.equals(owner))
        .findFirst()
        .orElseThrow();
  }

  /** A room with the same server and another slot. */
  private RoomName neighbourOf(RoomName room) {
    RedisServer owner = cluster.ownerOf(keys.log(room));
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> new RoomName("neighbour" + i))
        .filter(
            other -> ClusterRedis.slotOf(keys.log(other)) != ClusterRedis.slotOf(keys.log(room)))
        .filter(other -> cluster.ownerOf(keys.log(other)).equals(owner))
        .findFirst()
        .orElseThrow();
  }

  private static RedisConnections connections() {
    String seeds =
        cluster.seeds().stream().map(seed -> seed.toString()).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  private static <T> List<T> ofEach(Function<Jedis, T> question) {
    List<T> answers = new ArrayList<>();
    for (RedisServer server : cluster.servers()) {
      try (Jedis jedis = server.connect()) {
        answers.add(question.apply(jedis));
      }
    }
    return answers;
  }

  private static long cutSubscribers() {
    ClientKillParams all = new ClientKillParams().type(ClientType.PUBSUB);
    return ofEach(jedis -> jedis.clientKill(all)).stream().mapToLong(Long::longValue).sum();
  }

  private static long clientsOfBus() {
    return clients("name=redfire-bus ");
  }

  private static long subscribers() {
    return clients("flags=P ");
  }

  private static long clients(String what) {
    return ofEach(Jedis::clientList).stream()
        .mapToLong(list -> list.lines().filter(line -> line.contains(what)).count())
        .sum();
  }

  private long listeners(RoomName room) {
    String name = keys.log(room);
    return ofEach(jedis -> jedis.pubsubShardNumSub(name).get(name)).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static long publications(String command) {
    return cluster.servers().stream().mapToLong(server -> calls(server, command)).sum();
  }

  private static long calls(RedisServer server, String command) {
    try (Jedis jedis = server.connect()) {
      return jedis
          .info("commandstats")
          .lines()
          .filter(line -> line.startsWith("cmdstat_" + command + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
          .sum();
    }
  }

  private static Set<Thread> threadsOfBus() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("bus"))
        .collect(Collectors.toSet());
  }

  /** Somebody who sends to a room, one message after the other. */
  private final class Load implements AutoCloseable {
    private final List<Position> appended = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    Load(RoomName room, int replicas) {
      thread =
          new Thread(
              () -> {
                try {
                  while (!closing) {
                    appended.add(append(room, replicas).position());
                  }
                } catch (Exception failed) {
                  throw new IllegalStateException(failed);
                }
              },
              "load");
      thread.start();
    }

    void awaitMore(int count) {
      int enough = appended.size() + count;
      await().atMost(PATIENCE).until(() -> appended.size() >= enough);
    }

    List<Position> appended() {
      return appended;
    }

    @Override
    public void close() {
      closing = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
