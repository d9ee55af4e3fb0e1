package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.Entry;
import io.redfire.faults.link.FaultyLink;
import io.redfire.faults.link.LinkMode;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A stream to a real node over a link that fails. */
class FaultyLinkToNodeTest {
  private static final String ROOM = "chat";

  private static void overALink(BiConsumer<TestNode, FaultyLink> test) {
    try (Nodes nodes = Nodes.onSharedRedis();
        FaultyLink link = linkTo(nodes.start())) {
      test.accept(nodes.start(), link);
    }
  }

  private static FaultyLink linkTo(TestNode node) {
    return new FaultyLink(new InetSocketAddress(node.address().host(), node.address().port()));
  }

  private static ManagedChannel over(FaultyLink link) {
    return NettyChannelBuilder.forAddress("127.0.0.1", link.port()).usePlaintext().build();
  }

  @Test
  void aSlicedAndAThrottledLinkCarryAllOfIt() {
    overALink(
        (other, link) -> {
          ManagedChannel channel = over(link);
          try (StreamProbe reader =
              StreamProbe.open(channel).hello("reader", Wishes.fromStart(ROOM))) {
            link.set(LinkMode.SLICED);
            for (int i = 1; i <= 20; i++) {
              assertThat(reader.say(ROOM, "sliced" + i).getSeq()).isEqualTo(i);
            }
            link.set(LinkMode.throttled(20_000));
            assertThat(other.send("writer", ROOM, "throttled").getSeq()).isEqualTo(21);
            reader.heard().awaitSeq(ROOM, 21);
            assertThat(reader.heard().entries(ROOM))
                .extracting(Entry::getSeq)
                .isSorted()
                .hasSize(21);
          } finally {
            channel.shutdownNow();
          }
        });
  }

  @Test
  void aCutEndsTheStreamAndAnotherOneGoesOnAfterIt() {
    overALink(
        (other, link) -> {
          ManagedChannel channel = over(link);
          try (StreamProbe first =
              StreamProbe.open(channel).hello("reader", Wishes.fromStart(ROOM))) {
            String cursor = first.say(ROOM, "before").getCursor();
            link.set(LinkMode.CUT);
            Waiting.patiently().until(() -> first.heard().hasEnded());
            assertThat(other.send("writer", ROOM, "meanwhile").getSeq()).isEqualTo(2);
            link.set(LinkMode.PASS);
            channel.resetConnectBackoff();
            try (StreamProbe second =
                StreamProbe.open(channel).hello("reader", Wishes.resume(ROOM, cursor))) {
              second.heard().awaitSeq(ROOM, 2);
              assertThat(second.heard().texts(ROOM)).containsExactly("meanwhile");
            }
          } finally {
            channel.shutdownNow();
          }
        });
  }
}
