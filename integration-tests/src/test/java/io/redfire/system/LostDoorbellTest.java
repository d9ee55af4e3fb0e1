package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.client.ChatClient;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** Redis loses rings, forgets scripts and dies while messages flow. */
class LostDoorbellTest {
  private static final String ROOM = "room";

  @Test
  void subscriptionsCutAgainAndAgainLoseNothing() {
    whileMessagesFlow(
        25, nodes -> nodes.command(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub"));
  }

  @Test
  void allConnectionsCutAgainAndAgainLoseNothing() {
    whileMessagesFlow(
        25,
        nodes -> {
          nodes.command(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
          nodes.command(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        });
  }

  @Test
  void scriptsForgottenAgainAndAgainLoseNothing() {
    whileMessagesFlow(25, nodes -> nodes.redis().scriptFlush());
  }

  @Test
  void ringsThatRedisCutsOffForTheirSizeLoseNothing() {
    int cuts = 3;
    try (OwnRedis own = TestRedis.own("client-output-buffer-limit pubsub 16kb 0 0");
        Nodes nodes = Nodes.on(own);
        StreamProbe near = nodes.start().connect("near", fromStart(ROOM));
        StreamProbe far = nodes.start().connect("far", fromStart(ROOM));
        Watch watch = new Watch(own)) {
      List<String> sent = new ArrayList<>();
      Set<String> buses = new HashSet<>(watch.connections("redfire-bus"));
      while (buses.size() < 2 + 2 * cuts) {
        List<Long> requests = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
          sent.add("m" + sent.size() + "x".repeat(4000));
          requests.add(near.send(ROOM, "", sent.get(sent.size() - 1)));
        }
        requests.forEach(request -> assertThat(near.answer(request).hasAccepted()).isTrue());
        // The next burst is to find somebody who listens.
        Waiting.patiently().until(() -> watch.connections("redfire-bus").size() == 2);
        buses.addAll(watch.connections("redfire-bus"));
      }
      for (StreamProbe reader : List.of(near, far)) {
        reader.heard().awaitSeq(ROOM, sent.size());
        Replica replica = Replica.of(ROOM, reader.heard());
        assertThat(replica.texts()).isEqualTo(sent);
        assertThat(replica.rewinds()).isZero();
      }
    }
  }

  private static void whileMessagesFlow(int times, Consumer<Nodes> fault) {
    try (OwnRedis own = TestRedis.own("appendfsync everysec");
        Nodes nodes = Nodes.on(own)) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      try (StreamProbe near = one.connect("near", fromStart(ROOM));
          StreamProbe far = two.connect("far", fromStart(ROOM));
          Writer first = Writer.start(one, "first", ROOM);
          Writer second = Writer.start(two, "second", ROOM)) {
        for (int i = 0; i < times; i++) {
          first.awaitMore(20);
          second.awaitMore(20);
          fault.accept(nodes);
        }
        int total = first.stop().size() + second.stop().size();
        List<Entry> log = one.log(ROOM);
        assertThat(log).hasSize(total);
        for (StreamProbe reader : List.of(near, far)) {
          reader.heard().awaitSeq(ROOM, total);
          Replica replica = Replica.of(ROOM, reader.heard());
          assertThat(replica.entries()).isEqualTo(log);
          assertThat(replica.rewinds()).isZero();
        }
        assertOrdered(log, "first-");
        assertOrdered(log, "second-");
      }
    }
  }

  private static void assertOrdered(List<Entry> log, String name) {
    List<String> texts =
        log.stream()
            .map(entry -> entry.getMessage().getText())
            .filter(text -> text.startsWith(name))
            .toList();
    assertThat(texts)
        .isEqualTo(IntStream.rangeClosed(1, texts.size()).mapToObj(i -> name + i).toList());
  }

  @Test
  void whatWasAcknowledgedSurvivesTheDeathOfRedisOnceAndInOrder() throws Exception {
    int messages = 900;
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      List<CompletableFuture<Accepted>> answers = new ArrayList<>();
      try (StreamProbe near = one.connect("near", fromStart(ROOM));
          StreamProbe far = two.connect("far", fromStart(ROOM));
          ChatClient client =
              ChatClient.builder(List.of(one.address(), two.address()), "alice").connect()) {
        near.ping();
        for (int i = 1; i <= messages; i++) {
          answers.add(client.sendWhenFree(ROOM, "m-" + i));
          if (i % 300 == 150) {
            // Some are acknowledged, and some are on their way.
            var unused = answers.get(i - 50).get();
            own.restart();
          }
        }
        client.allAnswered().get();
        List<Entry> log = one.log(ROOM);
        assertThat(log).hasSize(messages);
        assertOrdered(log, "m-");
        for (int i = 0; i < messages; i++) {
          Accepted accepted = answers.get(i).get();
          assertThat(accepted.getSeq()).isEqualTo(i + 1);
          assertThat(accepted.getTag()).isEqualTo(log.get(i).getTag());
          assertThat(accepted.getId()).isEqualTo(log.get(i).getId());
        }
        assertThat(new HashSet<>(log)).hasSize(messages);
        for (StreamProbe reader : List.of(near, far)) {
          reader.heard().awaitSeq(ROOM, messages);
          assertThat(reader.heard().hasEnded()).isFalse();
          Replica replica = Replica.of(ROOM, reader.heard());
          assertThat(replica.entries()).isEqualTo(log);
          assertThat(replica.rewinds()).isZero();
        }
      }
    }
  }
}
