package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.grpc.Status;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final String ROOM = "room";

  private static String newId() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }

  private static String idOf(Instant time) {
    return UuidCreator.getTimeOrderedEpoch(time).toString();
  }

  @Test
  void anAcknowledgedIdSentAgainOnAnotherNodeGetsTheSameAnswer() {
    String id = newId();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      try (StreamProbe first = one.connect("alice");
          StreamProbe second = two.connect("alice")) {
        Accepted accepted = first.say(ROOM, id, "once");
        assertThat(accepted.getDuplicate()).isFalse();
        var unused = first.say(ROOM, "in between");

        Accepted again = second.say(ROOM, id, "once");
        assertThat(again).isEqualTo(accepted.toBuilder().setDuplicate(true).build());
        // Upper case is the same id, and the unary method is the same code.
        Accepted unary =
            two.calls()
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setUser("alice")
                        .setMessage(
                            OutgoingMessage.newBuilder()
                                .setRoom(ROOM)
                                .setId(id.toUpperCase(java.util.Locale.ROOT))
                                .setText("once"))
                        .build())
                .getAccepted();
        assertThat(unary).isEqualTo(again);
      }
      assertThat(one.log(ROOM))
          .extracting(entry -> entry.getMessage().getText())
          .containsExactly("once", "in between");
    }
  }

  @Test
  void anIdIsTheSendersOwn() {
    String id = newId();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice");
          StreamProbe bob = node.connect("bob")) {
        assertThat(alice.say(ROOM, id, "hers").getSeq()).isEqualTo(1);
        Accepted his = bob.say(ROOM, id, "his");
        assertThat(his.getSeq()).isEqualTo(2);
        assertThat(his.getDuplicate()).isFalse();
      }
    }
  }

  @Test
  void aStormOfRetriesOnBothNodesLeavesOneEntryPerId() {
    int ids = 20;
    int copies = 8;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> both = List.of(nodes.start(), nodes.start());
      List<StreamProbe> streams = new ArrayList<>();
      for (int i = 0; i < copies; i++) {
        streams.add(both.get(i % 2).connect("alice"));
      }
      for (int n = 0; n < ids; n++) {
        String id = newId();
        String text = "m" + n;
        List<Long> requests = streams.stream().map(stream -> stream.send(ROOM, id, text)).toList();
        List<Accepted> answers = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
          answers.add(streams.get(i).answer(requests.get(i)).getAccepted());
        }
        assertThat(answers).filteredOn(answer -> !answer.getDuplicate()).hasSize(1);
        assertThat(answers)
            .extracting(answer -> answer.getSeq() + answer.getTag())
            .containsOnly(n + 1 + answers.get(0).getTag());
      }
      assertThat(both.get(0).log(ROOM)).hasSize(ids);
      streams.forEach(StreamProbe::close);
    }
  }

  @Test
  void anIdWhoseEntryWasWithdrawnCountsAsNew() {
    String id = newId();
    try (Nodes nodes = Nodes.onSharedRedis();
        StreamProbe alice = nodes.start().connect("alice")) {
      var unused = alice.say(ROOM, "kept");
      var unused2 = alice.say(ROOM, id, "lost");
      nodes.redis().rpop(nodes.key(ROOM));
      var unused3 = alice.say(ROOM, "other");

      Accepted again = alice.say(ROOM, id, "lost");
      assertThat(again.getSeq()).isEqualTo(3);
      assertThat(again.getDuplicate()).isFalse();
    }
  }

  @Test
  void idsOutsideTheMemoryAreRefusedWithTheServersTime() {
    try (Nodes nodes = Nodes.onSharedRedis();
        StreamProbe alice = nodes.start().connect("alice")) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      assertRefused(alice, idOf(now.minus(Duration.ofHours(24)).minusSeconds(1)), "ID_TOO_OLD");
      assertRefused(alice, idOf(now.plus(Duration.ofMinutes(6))), "ID_FROM_FUTURE");
      assertRefused(alice, idOf(Instant.EPOCH), "ID_TOO_OLD");

      Instant almost = now.minus(Duration.ofHours(24)).plus(Duration.ofMinutes(3));
      assertThat(alice.say(ROOM, idOf(almost), "old").getSeq()).isEqualTo(1);
      assertThat(alice.say(ROOM, idOf(now.plus(Duration.ofMinutes(4))), "soon").getSeq())
          .isEqualTo(2);
    }
  }

  private static void assertRefused(StreamProbe stream, String id, String reason) {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Refusal refusal = Refusal.of(stream.answer(stream.send(ROOM, id, "late")));
    assertThat(refusal.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.fields()).containsExactly("id");
    assertThat(Instant.parse(refusal.metadata().get("server_time")))
        .isBetween(before, Instant.now());
  }
}
