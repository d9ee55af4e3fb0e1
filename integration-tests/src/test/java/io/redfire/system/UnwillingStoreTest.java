package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Redis answers, but for now refuses to do what it is asked. */
class UnwillingStoreTest {
  private static final String ROOM = "room";

  @Test
  void scriptsThatHoldRedisDelayMessagesAndLoseNone() {
    try (OwnRedis own = TestRedis.own("appendfsync everysec", "busy-reply-threshold 20");
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own)) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      try (StreamProbe near = one.connect("near", fromStart(ROOM));
          StreamProbe far = two.connect("far", fromStart(ROOM));
          Writer first = Writer.start(one, "first", ROOM);
          Writer second = Writer.start(two, "second", ROOM)) {
        do {
          first.awaitMore(20);
          second.awaitMore(20);
          CompletableFuture<Throwable> holding =
              CompletableFuture.supplyAsync(
                  () -> catchThrowable(() -> nodes.redis().eval("while true do end")));
          Waiting.patiently().until(() -> isBusy(watch));
          watch.redis().scriptKill();
          assertThat(holding.join()).isInstanceOf(JedisDataException.class);
          nodes.redis().scriptFlush();
        } while (watch.scriptsRefused() < 10);
        int total = first.stop().size() + second.stop().size();
        List<Entry> log = one.log(ROOM);
        assertThat(log).hasSize(total);
        for (StreamProbe reader : List.of(near, far)) {
          reader.heard().awaitSeq(ROOM, total);
          assertThat(Replica.of(ROOM, reader.heard()).entries()).isEqualTo(log);
        }
      }
    }
  }

  private static boolean isBusy(Watch watch) {
    try {
      watch.redis().ping();
      return false;
    } catch (JedisBusyException busy) {
      return true;
    }
  }

  @Test
  void messagesWaitUntilRedisHasLoadedItsData() {
    try (OwnRedis own =
            TestRedis.own(
                "appendonly no",
                "rdbcompression no",
                "key-load-delay 5000",
                "loading-process-events-interval-bytes 1024");
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe author = node.connect("author", fromStart(ROOM))) {
        var unused = messages.sayNext(author);
        for (int i = 0; i < 300; i++) {
          nodes.redis().set("filler-" + i, "x".repeat(2000));
        }
        try (Watch watch = new Watch(own)) {
          watch.redis().save();
        }
        own.kill9();
        long request = messages.sendNext(author);
        own.restart();
        assertThat(author.answer(request).getAccepted().getSeq()).isEqualTo(2);
        try (Watch watch = new Watch(own)) {
          assertThat(watch.scriptsRefused()).isPositive();
        }
        messages.assertAre(node.log(ROOM));
        messages.awaitAt(author);
      }
    }
  }

  @Test
  void withoutRoomForConnectionsTheNodesServeWhatTheyCanAndLaterAll() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own)) {
      TestNode one = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe near = one.connect("near", fromStart(ROOM));
          StreamProbe far = nodes.start().connect("far", fromStart(ROOM))) {
        var unused = messages.sayNext(near);
        messages.awaitAt(near, far);
        watch.redis().configSet("maxclients", "1");
        watch.redis().sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
        Waiting.patiently().until(() -> watch.connectionsRefused() > 0);
        for (int i = 0; i < 20; i++) {
          unused = messages.sayNext(near);
        }
        assertThat(watch.connections("redfire-bus")).isEmpty();
        messages.awaitAt(near, far);

        watch
            .redis()
            .sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        long request = messages.sendNext(near);
        // Whether it may be sent there is not known either.
        Outgoing elsewhere = new Outgoing("unheard");
        long unheard = elsewhere.sendNext(near);
        Refusal refusal =
            Refusal.of(
                catchThrowable(
                    () -> one.calls().getRoom(GetRoomRequest.newBuilder().setRoom(ROOM).build())));
        assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refusal.reason()).isEqualTo("STORE_UNAVAILABLE");
        watch.redis().configSet("maxclients", "1000");
        messages.awaitAt(near, far);
        assertThat(near.answer(request).hasAccepted()).isTrue();
        assertThat(near.answer(unheard).hasAccepted()).isTrue();
        Waiting.forReaders().until(() -> watch.connections("redfire-bus").size() == 2);
      }
    }
  }

  @Test
  void messagesWaitUntilRedisIsAPrimaryAgain() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe author = node.connect("author", fromStart(ROOM));
          StreamProbe late = nodes.start().connect("late")) {
        var unused = messages.sayNext(author);
        demote(watch);
        long request = messages.sendNext(author);
        Waiting.patiently().until(() -> watch.errors("READONLY") > 0);
        assertThat(node.log(ROOM)).hasSize(1);
        late.follow(fromStart(ROOM));
        late.heard().awaitSeq(ROOM, 1);
        watch.redis().replicaofNoOne();
        assertThat(author.answer(request).getAccepted().getSeq()).isEqualTo(2);
        messages.assertAre(node.log(ROOM));
        messages.awaitAt(author, late);
      }
    }
  }

  @Test
  void whatNoPrimaryTookInTimeIsRefusedAndCanBeSentAgain() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe author = node.connect("author", fromStart(ROOM))) {
        var unused = messages.sayNext(author);
        demote(watch);
        Refusal refusal = Refusal.of(author.answer(messages.sendNext(author)));
        assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refusal.reason()).isEqualTo("STORE_UNAVAILABLE");
        watch.redis().replicaofNoOne();
        try (StreamProbe again = node.connect("author")) {
          assertThat(messages.say(again, 2).getDuplicate()).isFalse();
        }
        messages.assertAre(node.log(ROOM));
        messages.awaitAt(author);
      }
    }
  }

  /** Makes it the replica of somebody who is not there, so that it keeps what it has. */
  private static void demote(Watch watch) {
    watch.redis().replicaof("127.0.0.1", 1);
  }
}
