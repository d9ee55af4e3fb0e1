package io.redfire.core.redis.bus;

import static io.redfire.core.redis.bus.Ear.RESTORED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.HeldWire;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

class RedisMessageBusTest {
  private static final RoomName CHAT = new RoomName("chat");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());

  @Test
  void whatIsPublishedAfterTheConfirmationIsHeard() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      redis.publish(keys.log(CHAT), "火\u0000");
      assertThat(ear.next()).isEqualTo("火\u0000");
    }
  }

  @Test
  void manyRoomsOfManyThreadsAreHeard() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      Threads.run(
          8,
          thread -> {
            for (int i = 0; i < 200; i++) {
              RoomName room = new RoomName("room-" + thread + "-" + i);
              Ear ear = new Ear();
              subscribe(bus, room, ear);
              redis.publish(keys.log(room), room.value());
              assertThat(ear.next()).isEqualTo(room.value());
            }
          });
    }
  }

  @Test
  void roomThatWasLeftIsNotHeard() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      RoomName other = new RoomName("other");
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      subscribe(bus, other, ear);
      bus.unsubscribe(CHAT);
      await().until(() -> redis.publish(keys.log(CHAT), "nobody") == 0);
      redis.publish(keys.log(other), "somebody");
      assertThat(ear.nextBut("nobody")).isEqualTo("somebody");
    }
  }

  @Test
  void newListenerReplacesTheOldOne() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      Ear old = new Ear();
      Ear replacement = new Ear();
      subscribe(bus, CHAT, old);
      subscribe(bus, CHAT, replacement);
      redis.publish(keys.log(CHAT), "hello");
      assertThat(replacement.next()).isEqualTo("hello");
      assertThat(old.heard).isEmpty();
    }
  }

  @Test
  void cutConnectionIsMadeAgainAndTold() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageBus bus = new RedisMessageBus(own.connections(), keys);
        UnifiedJedis redis = publisher(own.connections())) {
      List<Ear> ears = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Ear ear = new Ear();
        ears.add(ear);
        subscribe(bus, new RoomName("room" + i), ear);
      }
      for (int cut = 1; cut <= 3; cut++) {
        assertThat(cutSubscribers(own)).isEqualTo(1);
        for (int i = 0; i < ears.size(); i++) {
          assertThat(ears.get(i).next()).isEqualTo(RESTORED);
          redis.publish(keys.log(new RoomName("room" + i)), "after " + cut);
          assertThat(ears.get(i).next()).isEqualTo("after " + cut);
        }
      }
    }
  }

  @Test
  void signalsAreHeardByWhoListensToTheRoomAndNotOnItsChannel() throws Exception {
    try (RedisMessageBus bus = shared();
        RedisMessageBus far = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      Ear ear = new Ear();
      Ear other = new Ear();
      subscribe(far, CHAT, ear);
      subscribe(far, new RoomName("other"), other);
      bus.signal(CHAT, bytes("typing"));
      assertThat(ear.nextSignal()).isEqualTo("typing");
      redis.publish(keys.log(CHAT), "line");
      // That it is the first shows that the signal was not published there.
      assertThat(ear.next()).isEqualTo("line");
      assertThat(ear.signals).isEmpty();
      assertThat(other.signals).isEmpty();
    }
  }

  @Test
  void signalsAreHeardAfterACutConnection() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageBus bus = new RedisMessageBus(own.connections(), keys)) {
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      assertThat(cutSubscribers(own)).isEqualTo(1);
      assertThat(ear.next()).isEqualTo(RESTORED);
      bus.signal(CHAT, bytes("after"));
      assertThat(ear.nextSignal()).isEqualTo("after");
    }
  }

  @Test
  void roomThatWasLeftCostsNoChannel() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      subscribe(bus, CHAT, new Ear());
      String channel = new String(keys.signals(CHAT), UTF_8);
      assertThat(redis.publish(channel, "somebody")).isEqualTo(1);
      bus.unsubscribe(CHAT);
      await().until(() -> redis.publish(channel, "nobody") == 0);
    }
  }

  @Test
  void signalsThatCannotBeSentAreDroppedAndTheNewestComes() throws Exception {
    int many = 10_000;
    try (OwnRedis own = TestRedis.own();
        RedisMessageBus bus = new RedisMessageBus(own.connections(), keys);
        RedisServers servers = own.connections().servers("sender", 1);
        SignalSender sender = new SignalSender(servers, Bell.PUBLISH)) {
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      own.server().pause();
      try {
        for (int i = 1; i <= many; i++) {
          sender.send(keys.signals(CHAT), bytes("signal " + i));
        }
        assertThat(sender.waiting()).isLessThanOrEqualTo(SignalSender.MOST_WAITING);
      } finally {
        own.server().resume();
      }
      await().until(() -> ear.signals.contains("signal " + many));
      assertThat(ear.signals).hasSizeLessThanOrEqualTo(SignalSender.MOST_WAITING + 2);
    }
  }

  @Test
  void restartedRedisIsHeardAgain() throws Exception {
    try (OwnRedis own = TestRedis.own();
        RedisMessageBus bus = new RedisMessageBus(own.connections(), keys)) {
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      own.kill9();
      CompletableFuture<Void> whileDown = bus.subscribe(new RoomName("late"), new Ear());
      assertThat(whileDown).isNotDone();
      own.restart();
      assertThat(ear.next()).isEqualTo(RESTORED);
      assertThat(whileDown).succeedsWithin(Duration.ofSeconds(20));
      try (UnifiedJedis redis = publisher(own.connections())) {
        redis.publish(keys.log(CHAT), "after");
        assertThat(ear.next()).isEqualTo("after");
      }
    }
  }

  @Test
  void stormOfComingAndGoingLeavesEachConfirmedListenerHearing() throws Exception {
    try (RedisMessageBus bus = shared();
        UnifiedJedis redis = publisher(TestRedis.shared().connections())) {
      Threads.run(
          4,
          thread -> {
            RoomName room = new RoomName("room" + thread);
            for (int i = 0; i < 300; i++) {
              var unused = bus.subscribe(room, new Ear());
              bus.unsubscribe(room);
              unused = bus.subscribe(room, new Ear());
              Ear ear = new Ear();
              subscribe(bus, room, ear);
              redis.publish(keys.log(room), "line " + i);
              assertThat(ear.next()).isEqualTo("line " + i);
              bus.unsubscribe(room);
            }
          });
    }
  }

  @Test
  void confirmationOfAnEarlierSubscriptionIsNotTakenForTheLatest() throws Exception {
    try (OwnRedis own = TestRedis.own();
        HeldWire wire = new HeldWire(own);
        RedisMessageBus bus = new RedisMessageBus(wire.connections(), keys)) {
      subscribe(bus, new RoomName("other"), new Ear());
      wire.hold();
      var unused = bus.subscribe(CHAT, new Ear());
      bus.unsubscribe(CHAT);
      Ear ear = new Ear();
      CompletableFuture<Void> latest = bus.subscribe(CHAT, ear);
      wire.awaitHeld(3);
      wire.releaseOne();
      try (UnifiedJedis redis = publisher(own.connections())) {
        await().until(() -> redis.publish(keys.log(CHAT), "early") == 1);
        assertThat(ear.next()).isEqualTo("early");
        assertThat(latest).isNotDone();
        wire.releaseOne();
        wire.releaseOne();
        assertThat(latest).succeedsWithin(Duration.ofSeconds(20));
        assertThat(redis.publish(keys.log(CHAT), "line")).isEqualTo(1);
        assertThat(ear.next()).isEqualTo("line");
      }
    }
  }

  @Test
  void listenerIsToldOfANewConnectionOnlyWhenItHearsAgain() throws Exception {
    try (OwnRedis own = TestRedis.own();
        HeldWire wire = new HeldWire(own);
        RedisMessageBus bus = new RedisMessageBus(wire.connections(), keys);
        UnifiedJedis redis = publisher(own.connections())) {
      Ear ear = new Ear();
      subscribe(bus, CHAT, ear);
      wire.hold();
      assertThat(cutSubscribers(own)).isEqualTo(1);
      // The channel that is always there comes first, and the rooms when that is confirmed.
      wire.awaitHeld(1);
      wire.releaseOne();
      wire.awaitHeld(1);
      assertThat(redis.publish(keys.log(CHAT), "not heard")).isZero();
      // Whoever read the log now would miss that line.
      assertThat(ear.heard).isEmpty();
      wire.release();
      assertThat(ear.next()).isEqualTo(RESTORED);
      assertThat(redis.publish(keys.log(CHAT), "heard")).isEqualTo(1);
      assertThat(ear.next()).isEqualTo("heard");
    }
  }

  @Test
  void closedBusEndsItsConnection() throws Exception {
    try (OwnRedis own = TestRedis.own();
        UnifiedJedis redis = publisher(own.connections())) {
      RedisMessageBus bus = new RedisMessageBus(own.connections(), keys);
      subscribe(bus, CHAT, new Ear());
      bus.close();
      await().until(() -> redis.publish(keys.log(CHAT), "nobody") == 0);
      assertThat(cutSubscribers(own)).isZero();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private RedisMessageBus shared() {
    return new RedisMessageBus(TestRedis.shared().connections(), keys);
  }

  private static UnifiedJedis publisher(RedisConnections connections) {
    return connections.servers("publisher", 8).client();
  }

  private static void subscribe(MessageBus bus, RoomName room, Ear ear) {
    assertThat(bus.subscribe(room, ear)).succeedsWithin(Duration.ofSeconds(20));
  }

  private static long cutSubscribers(OwnRedis redis) {
    try (Jedis jedis = new Jedis(redis.connections().open("cutter"))) {
      return jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
    }
  }
}
