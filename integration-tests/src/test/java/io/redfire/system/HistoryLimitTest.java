package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.core.rate.Rate;
import io.redfire.server.limit.LimitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pages of history are counted, whichever way they are read. */
class HistoryLimitTest {
  private static final String ROOM = "market";
  private static final int FEW = 4;
  private static final Rate RATE = new Rate(FEW, Duration.ofDays(1));

  /** Of a stream; see {@code RecentPages}. */
  private static final int PAGE = 128;

  private static final int MESSAGES = 1500;

  @Test
  void aUserReadsAsManyPagesAsTheRateAtAllNodesTogether() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, RATE);
      SignedIn alice = SignedIn.register(two.get(0), "alice");
      SignedIn bob = SignedIn.register(two.get(0), "bob");

      list(alice.calls(two.get(0)), alice.calls(two.get(1))).assertRate(FEW);
      list(bob.calls(two.get(1)), bob.calls(two.get(0))).assertRate(FEW);
    }
  }

  /** The rights of rooms that nobody asked for before are found out on another thread. */
  @Test
  void guestsWithoutANameAreCountedByTheirAddress() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, RATE);

      list(two.get(0).calls(), two.get(1).calls()).assertRate(FEW);

      assertThat(nodes.redis().keys(nodes.key("*rate:history*")))
          .singleElement()
          .asString()
          .contains("address:{127.0.0.1}");
    }
  }

  private static Tries list(ChatServiceBlockingStub one, ChatServiceBlockingStub other) {
    return Tries.of(
        10 * FEW,
        i -> {
          var unused =
              (i % 2 == 0 ? one : other)
                  .listMessages(ListMessagesRequest.newBuilder().setRoom("room-" + i).build());
        });
  }

  @Test
  void aStreamThatIsFarBehindGetsNoMoreThanThatAndGoesOnElsewhere() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, RATE);
      fill(two.get(0));
      SignedIn alice = SignedIn.register(two.get(0), "alice");
      try (StreamProbe reader = alice.connect(two.get(1), fromStart(ROOM), fromNow("live"));
          StreamProbe other = two.get(1).connect("bob", fromStart(ROOM))) {
        reader.heard().awaitSeq(ROOM, FEW * PAGE);
        other.heard().awaitSeq(ROOM, FEW * PAGE);
        for (int i = 0; i < 20; i++) {
          reader.ping();
        }
        long live = two.get(0).send("carol", "live", "hello").getSeq();
        reader.heard().awaitSeq("live", live);

        assertThat(reader.heard().entries(ROOM)).hasSize(FEW * PAGE);
        assertThat(other.heard().entries(ROOM)).hasSize(FEW * PAGE);
        list(alice.calls(two.get(0)), alice.calls(two.get(1))).assertRate(0);
      }
    }
  }

  @Test
  void aStreamThatHasToWaitForItsPagesMissesNothing() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, new Rate(FEW, Duration.ofMillis(200)));
      fill(two.get(0));
      try (StreamProbe reader = two.get(1).connect("alice", fromStart(ROOM))) {
        reader.heard().awaitSeq(ROOM, MESSAGES);
        long live = two.get(0).send("bob", ROOM, "hello").getSeq();
        reader.heard().awaitSeq(ROOM, live);

        assertThat(reader.heard().entries(ROOM))
            .extracting(Entry::getSeq)
            .containsExactlyElementsOf(LongStream.rangeClosed(1, live).boxed().toList());
      }
    }
  }

  /** Who comes back after a short while finds what was missed in the tail, which costs no page. */
  @Test
  void aStreamThatResumesAtOnceCostsNothing() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, RATE);
      for (int round = 1; round <= 10 * FEW; round++) {
        long last = two.get(0).send("bob", ROOM, "message " + round).getSeq();
        try (StreamProbe reader = two.get(1).connect("alice", Wishes.after(ROOM, last - 1))) {
          reader.heard().awaitSeq(ROOM, last);
        }
      }
      assertThat(nodes.redis().keys(nodes.key("*rate:history*"))).isEmpty();
    }
  }

  private static void fill(TestNode node) {
    try (StreamProbe writer = node.connect("writer")) {
      long last = 0;
      for (int i = 1; i <= MESSAGES; i++) {
        last = writer.send(ROOM, "", "message " + i);
      }
      assertThat(writer.answer(last).getAccepted().getSeq()).isEqualTo(MESSAGES);
    }
  }

  private static List<TestNode> two(Nodes nodes, Rate history) {
    LimitSettings limits = LimitSettings.with().historyPerUser(Optional.of(history)).done();
    return List.of(nodes.start(limits), nodes.start(limits));
  }
}
