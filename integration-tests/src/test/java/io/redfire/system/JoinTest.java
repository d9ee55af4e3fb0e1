package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTest {
  private static final String ROOM = "busy";
  private static final int JOINS = 200;
  private static final int EACH = 40;

  @Test
  void aNodeThatOpensABusyRoomMissesAndRepeatsNothing() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Writer writer = Writer.start(nodes.start(), "writer", ROOM)) {
      TestNode other = nodes.start();
      writer.awaitMore(100);
      for (int join = 0; join < JOINS; join++) {
        joinOnce(other, writer, join);
        // The next one opens the room anew, which is where a node could miss something.
        Waiting.patiently().until(() -> other.streams() == 0);
      }
      var unused = writer.stop();
    }
  }

  @Test
  void whoJoinsABusyRoomThatIsOpenMissesAndRepeatsNothing() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Writer writer = Writer.start(nodes.start(), "writer", ROOM)) {
      TestNode other = nodes.start();
      writer.awaitMore(100);
      try (StreamProbe first = other.connect("first", Wishes.fromNow(ROOM))) {
        first.ping();
        for (int join = 0; join < JOINS; join++) {
          joinOnce(other, writer, join);
        }
      }
      var unused = writer.stop();
    }
  }

  private static void joinOnce(TestNode node, Writer writer, int join) {
    int known = writer.accepted().size();
    RoomSubscription wish =
        switch (join % 3) {
          case 0 -> Wishes.last(ROOM, 1 + join % 50);
          case 1 -> Wishes.resume(ROOM, writer.accepted().get(known - 1 - join % 90).getCursor());
          default -> Wishes.fromNow(ROOM);
        };
    try (StreamProbe joiner = node.connect("joiner")) {
      Subscribed subscribed = joiner.follow(wish);
      long start =
          switch (join % 3) {
            case 0 -> subscribed.getBounds().getLastSeq() - (1 + join % 50);
            case 1 -> writer.accepted().get(known - 1 - join % 90).getSeq();
            default -> subscribed.getBounds().getLastSeq();
          };
      joiner.heard().awaitSeq(ROOM, start + EACH);
      Replica replica = Replica.of(ROOM, start + 1, joiner.heard().events());
      assertThat(replica.rewinds()).isZero();
      // The only writer's nth message is the room's nth entry.
      List<Entry> entries = replica.entries();
      assertThat(entries)
          .allSatisfy(
              entry ->
                  assertThat(entry.getMessage().getText()).isEqualTo("writer-" + entry.getSeq()));
    }
  }
}
