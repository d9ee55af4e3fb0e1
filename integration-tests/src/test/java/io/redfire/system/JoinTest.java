package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Subscribed;
import io.redfire.testing.HeldWire;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTest {
  private static final String ROOM = "busy";
  private static final int JOINS = 200;
  private static final int EACH = 40;

  /** More than a node's tail holds. */
  private static final int FURTHEST = 700;

  @Test
  void aNodeThatOpensABusyRoomMissesAndRepeatsNothing() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Writer writer = Writer.start(nodes.start(), "writer", ROOM)) {
      TestNode other = nodes.start();
      writer.awaitMore(FURTHEST);
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
      writer.awaitMore(FURTHEST);
      try (StreamProbe first = other.connect("first", Wishes.fromNow(ROOM))) {
        first.ping();
        for (int join = 0; join < JOINS; join++) {
          joinOnce(other, writer, join);
        }
      }
      var unused = writer.stop();
    }
  }

  @Test
  void whoReadsABusyRoomFromItsStartMissesAndRepeatsNothing() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Writer writer = Writer.start(nodes.start(), "writer", ROOM)) {
      TestNode other = nodes.start();
      writer.awaitMore(2 * FURTHEST);
      for (int join = 0; join < 3; join++) {
        try (StreamProbe joiner = other.connect("joiner")) {
          Subscribed subscribed = joiner.follow(Wishes.fromStart(ROOM));
          joiner.heard().awaitSeq(ROOM, subscribed.getBounds().getLastSeq() + EACH);
          Replica replica = Replica.of(ROOM, joiner.heard());
          assertThat(replica.rewinds()).isZero();
          assertThat(replica.texts()).startsWith("writer-1", "writer-2");
        }
      }
      var unused = writer.stop();
    }
  }

  @Test
  void nobodyFollowsARoomBeforeItsBellIsHeard() throws IOException {
    List<String> rooms = List.of("one", "two", "three", "four", "five");
    try (OwnRedis own = TestRedis.own();
        HeldWire wire = new HeldWire(own);
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.startThrough(wire.connections());
      try (StreamProbe joiner = node.connect("joiner", Wishes.fromNow(ROOM));
          StreamProbe writer = nodes.start().connect("writer")) {
        wire.hold();
        List<Long> requests =
            rooms.stream()
                .map(room -> joiner.ask(frame -> frame.setSubscribe(Wishes.fromNow(room))))
                .toList();
        wire.awaitHeld(rooms.size());
        for (String room : rooms) {
          assertThat(writer.say(room, "nobody hears the bell").getSeq()).isEqualTo(1);
          // By then a node that did not wait has long read the log.
          assertThat(node.log(room)).hasSize(1);
        }
        joiner.ping();
        assertThat(joiner.heard().events())
            .filteredOn(Event::hasSubscribed)
            .extracting(event -> event.getSubscribed().getRoom())
            .containsExactly(ROOM);
        wire.release();
        for (long request : requests) {
          Subscribed subscribed = joiner.answer(request).getSubscribed();
          assertThat(subscribed.getBounds().getLastSeq()).isEqualTo(1);
        }
      }
    }
  }

  /** Joins from inside the tail and from far behind it, and stays until well after the join. */
  private static void joinOnce(TestNode node, Writer writer, int join) {
    int back = 1 + join * 37 % FURTHEST;
    List<Accepted> written = writer.accepted();
    Accepted held = written.get(written.size() - back);
    RoomSubscription wish =
        switch (join % 3) {
          case 0 -> Wishes.last(ROOM, back);
          case 1 -> Wishes.resume(ROOM, held.getCursor());
          default -> Wishes.fromNow(ROOM);
        };
    try (StreamProbe joiner = node.connect("joiner")) {
      Subscribed subscribed = joiner.follow(wish);
      long last = subscribed.getBounds().getLastSeq();
      long start =
          switch (join % 3) {
            case 0 -> last - back;
            case 1 -> held.getSeq();
            default -> last;
          };
      joiner.heard().awaitSeq(ROOM, last + EACH);
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
