package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.grpc.Status;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.client.ChatClient;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopTest {
  private static final String ROOM = "room";

  /** What the contract of the node promises, whatever clients and Redis do. */
  private static final Duration BOUND = Duration.ofSeconds(5);

  private static void stopInTime(TestNode node) {
    assertTimeoutPreemptively(BOUND, node::stop);
  }

  @Test
  void saysGoodbyeAndEndsTheStreams() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      StreamProbe idle = node.connect("idle", fromStart(ROOM));
      idle.ping();
      stopInTime(node);
      Refusal end = Refusal.of(idle.heard().awaitFailure());
      assertThat(end.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(end.reason()).isEqualTo("STOPPING");
      List<Event> events = idle.heard().events();
      assertThat(events)
          .filteredOn(Event::hasGoodbye)
          .singleElement()
          .satisfies(said -> assertThat(said.getGoodbye().hasReconnectAfter()).isTrue());
    }
  }

  @Test
  void answersWhatItTookIn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      TestNode other = nodes.start();
      StreamProbe sender = node.connect("sender", fromStart(ROOM));
      List<Long> requests = new ArrayList<>();
      for (int i = 1; i <= 500; i++) {
        requests.add(sender.send(ROOM, "", "m" + i));
      }
      var unused = sender.answer(requests.get(100));
      stopInTime(node);
      assertThat(Refusal.of(sender.heard().awaitFailure()).code())
          .isEqualTo(Status.Code.UNAVAILABLE);
      List<Event> events = sender.heard().events();
      List<Long> accepted =
          events.stream().filter(Event::hasAccepted).map(Event::getRequest).toList();
      // What is in the log was answered, and the other way round: no message's fate is unknown.
      List<Entry> log = other.log(ROOM);
      assertThat(accepted).isEqualTo(requests.subList(0, log.size()));
      assertThat(events.stream().filter(Event::hasGoodbye)).hasSize(1);
    }
  }

  @Test
  void waitsForNoClientThatTakesNothing() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      StreamProbe stalled = node.connect("stalled", fromStart(ROOM));
      stalled.ping();
      stalled.stopReading();
      StreamProbe writer = node.connect("writer");
      String filler = "x".repeat(4000);
      for (int i = 1; i <= 300; i++) {
        var unused = writer.say(ROOM, filler);
      }
      stopInTime(node);
      stalled.goOnReading();
      assertThat(stalled.heard().awaitEnd().isOk()).isFalse();
      Replica replica = Replica.of(ROOM, stalled.heard());
      assertThat(replica.rewinds()).isZero();
    }
  }

  @Test
  void waitsForNoRedisThatDoesNotAnswer() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      StreamProbe sender = node.connect("sender", fromStart(ROOM));
      var unused = sender.say(ROOM, "before");
      own.kill9();
      var unused2 = sender.send(ROOM, "", "never");
      stopInTime(node);
      assertThat(sender.heard().awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void aClientGoesOnWithTheOtherNode() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      try (StreamProbe reader = two.connect("reader", fromStart(ROOM));
          ChatClient client =
              ChatClient.builder(List.of(one.address(), two.address()), "alice").connect()) {
        for (int i = 1; i <= 400; i++) {
          var unused = client.sendWhenFree(ROOM, "m" + i);
          if (i == 200) {
            stopInTime(one);
          }
        }
        client.allAnswered().get();
        reader.heard().awaitSeq(ROOM, 400);
        List<String> texts = Replica.of(ROOM, reader.heard()).texts();
        assertThat(texts).hasSize(400).doesNotHaveDuplicates();
        assertThat(texts.get(0)).isEqualTo("m1");
        assertThat(texts.get(399)).isEqualTo("m400");
      }
    }
  }
}
