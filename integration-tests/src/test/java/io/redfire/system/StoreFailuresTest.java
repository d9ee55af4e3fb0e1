package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.redfire.chat.v1.Event;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What clients hear when Redis is gone, full, forbidden or too slow. */
class StoreFailuresTest {
  private static final String ROOM = "room";

  @Test
  void aFullRedisIsToldAndReadingGoesOn() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own);
        StreamProbe stream = nodes.start().connect("alice", fromStart(ROOM))) {
      assertThat(stream.say(ROOM, "fits").getSeq()).isEqualTo(1);
      nodes.redis().configSet("maxmemory", "1");
      Refusal full = Refusal.of(stream.answer(stream.send(ROOM, "", "too much")));
      assertThat(full.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(full.reason()).isEqualTo("STORE_FULL");
      nodes.redis().configSet("maxmemory", "0");
      // A later message must not take the place of the one that failed.
      Refusal after = Refusal.of(stream.answer(stream.send(ROOM, "", "next")));
      assertThat(after.code()).isEqualTo(Code.ABORTED);
      assertThat(after.reason()).isEqualTo("EARLIER_MESSAGE_FAILED");
      stream.ping();
    }
  }

  @Test
  void whatAFullRedisRefusesIsHeardByNobody() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      try (StreamProbe reader = nodes.start().connect("reader", fromStart(ROOM));
          StreamProbe alice = node.connect("alice", fromStart(ROOM));
          StreamProbe bob = node.connect("bob")) {
        var unused = alice.say(ROOM, "fits");
        nodes.redis().configSet("maxmemory", "1");
        assertThat(Refusal.of(alice.answer(alice.send(ROOM, "", "too much"))).reason())
            .isEqualTo("STORE_FULL");
        nodes.redis().configSet("maxmemory", "0");
        assertThat(bob.say(ROOM, "next").getSeq()).isEqualTo(2);
        for (StreamProbe listener : List.of(reader, alice)) {
          Waiting.patiently().until(() -> listener.heard().texts(ROOM).contains("next"));
          // All that was ever shown, also what a rewind would have taken back.
          assertThat(listener.heard().texts(ROOM)).containsExactly("fits", "next");
          assertThat(Replica.of(ROOM, listener.heard()).rewinds()).isZero();
        }
      }
    }
  }

  @Test
  void aForbiddenCommandIsToldWithoutTheWordsOfRedis() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      try (StreamProbe stream = node.connect("alice")) {
        nodes.command(Protocol.Command.ACL, "SETUSER", "default", "-evalsha", "-eval");
        Refusal denied = Refusal.of(stream.answer(stream.send(ROOM, "", "x")));
        assertThat(denied.code()).isEqualTo(Code.INTERNAL);
        assertThat(denied.reason()).isEqualTo("STORE_DENIED");
        assertThat(denied.message()).doesNotContain("NOPERM", "default");
        assertThat(
                Refusal.of(stream.answer(stream.ask(frame -> frame.setSubscribe(fromNow(ROOM)))))
                    .reason())
            .isEqualTo("STORE_DENIED");
        assertThat(Refusal.of(catchThrowable(() -> node.log(ROOM))).reason())
            .isEqualTo("STORE_DENIED");
        stream.ping();
        nodes.command(Protocol.Command.ACL, "SETUSER", "default", "+@all");
        assertThat(stream.say(ROOM, "y").getSeq()).isEqualTo(1);
      }
    }
  }

  @Test
  void withoutRedisWhatIsTooMuchIsRefusedAtOnceAndTheRestInTime() {
    int streams = 300;
    int frames = 64;
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      List<ManagedChannel> channels = new ArrayList<>();
      List<StreamProbe> senders = new ArrayList<>();
      try (StreamProbe asking = node.connect("asking")) {
        for (int i = 0; i < streams; i++) {
          if (i % 30 == 0) {
            channels.add(node.newChannel());
          }
          senders.add(StreamProbe.open(channels.get(i / 30)).hello("alice" + i));
        }
        own.kill9();
        for (StreamProbe sender : senders) {
          for (int i = 0; i < frames; i++) {
            var unused = sender.send(ROOM, "", "m" + i);
          }
        }
        CompletableFuture<Throwable> unary =
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> node.send("bob", "elsewhere", "x")));
        long subscription = asking.ask(frame -> frame.setSubscribe(fromNow(ROOM)));

        Set<String> reasons = new HashSet<>();
        for (StreamProbe sender : senders) {
          for (long request = 2; request <= frames + 1; request++) {
            Refusal refusal = Refusal.of(sender.answer(request));
            reasons.add(refusal.code() + " " + refusal.reason());
          }
        }
        // Whether a message is too much or its sender's right cannot be asked for is a matter of
        // time.
        assertThat(reasons)
            .contains("ABORTED EARLIER_MESSAGE_FAILED", "UNAVAILABLE STORE_UNAVAILABLE")
            .isSubsetOf(
                "RESOURCE_EXHAUSTED OVERLOADED",
                "ABORTED EARLIER_MESSAGE_FAILED",
                "UNAVAILABLE STORE_UNAVAILABLE");
        assertThat(Refusal.of(unary.join()).reason()).isEqualTo("STORE_UNAVAILABLE");
        Refusal notOpened = Refusal.of(asking.answer(subscription));
        assertThat(notOpened.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(notOpened.reason()).isEqualTo("STORE_UNAVAILABLE");

        own.restart();
        asking.ping();
        assertThat(asking.say(ROOM, "back").getSeq()).isPositive();
      } finally {
        channels.forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  @Test
  void whatComesAfterTheGoodbyeIsRefused() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      StreamProbe stream = node.connect("alice");
      var unused = stream.say(ROOM, "before");
      own.kill9();
      // Unanswered, it keeps the stream open for a while.
      var unused2 = stream.send(ROOM, "", "on its way");
      stream.ping();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::stop);
      var unused3 = stream.heard().await("the goodbye", Event::hasGoodbye);
      Refusal refusal = Refusal.of(stream.answer(stream.send(ROOM, "", "too late")));
      assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(refusal.reason()).isEqualTo("STOPPING");
      stopped.join();
      assertThat(Refusal.of(stream.heard().awaitFailure()).reason()).isEqualTo("STOPPING");
    }
  }
}
