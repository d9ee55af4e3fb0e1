package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StalledReaderTest {
  private static final String ROOM = "room";
  private static final int MESSAGES = 4000;
  private static final String FILLER = "x".repeat(1000);

  /**
   * What may be on its way: windows and buffers of the transport and a few frames, not the room.
   */
  private static final int MAX_ON_THE_WAY = 512 * 1024;

  private static void writeAll(StreamProbe writer, String name) {
    List<Long> requests = new ArrayList<>();
    for (int i = 1; i <= MESSAGES; i++) {
      requests.add(writer.send(ROOM, "", name + i + FILLER));
    }
    requests.forEach(request -> assertThat(writer.answer(request).hasAccepted()).isTrue());
  }

  @Test
  void holdsUpNobodyAndReadsEverythingAfterwards() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      // On the same connection as the others, so that only its own stream is held up.
      try (StreamProbe stalled = node.connect("stalled", fromStart(ROOM));
          StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = nodes.start().connect("two", fromStart(ROOM));
          StreamProbe writer = node.connect("writer")) {
        stalled.ping();
        stalled.stopReading();
        writeAll(writer, "m");
        List<Entry> log = node.log(ROOM);
        for (StreamProbe reader : List.of(one, two)) {
          reader.heard().awaitSeq(ROOM, MESSAGES);
          assertThat(Replica.of(ROOM, reader.heard()).entries()).isEqualTo(log);
        }
        assertThat(stalled.heard().entries(ROOM)).hasSizeLessThan(MESSAGES / 4);

        stalled.goOnReading();
        stalled.heard().awaitSeq(ROOM, MESSAGES);
        assertThat(Replica.of(ROOM, stalled.heard()).entries()).isEqualTo(log);
      }
    }
  }

  @Test
  void hasNothingKeptForItButWhatIsOnTheWay() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe stalled = node.connect("stalled", fromStart(ROOM));
          StreamProbe writer = node.connect("writer", fromStart(ROOM))) {
        stalled.ping();
        stalled.stopReading();
        writeAll(writer, "old");
        writer.heard().awaitSeq(ROOM, MESSAGES);
        // From here on the only place that an old entry can come from is a buffer.
        nodes.redis().del(nodes.key(ROOM));
        var unused = writer.heard().await("the rewind", Event::hasRoomRewound);
        var unused2 = writer.say(ROOM, "new");

        stalled.goOnReading();
        Waiting.patiently().until(() -> stalled.heard().texts(ROOM).contains("new"));
        long onTheWay =
            stalled.heard().entries(ROOM).stream().mapToLong(Entry::getSerializedSize).sum();
        assertThat(onTheWay).isLessThan(MAX_ON_THE_WAY);
        Replica replica = Replica.of(ROOM, stalled.heard());
        assertThat(replica.texts()).containsExactly("new");
        assertThat(replica.rewinds()).isEqualTo(1);
      }
    }
  }

  @Test
  void isToldExactlyWhatWasTrimmedMeanwhile() {
    int kept = 500;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(kept);
      try (StreamProbe stalled = node.connect("stalled", fromStart(ROOM));
          StreamProbe writer = node.connect("writer")) {
        stalled.ping();
        stalled.stopReading();
        writeAll(writer, "m");
        stalled.goOnReading();
        stalled.heard().awaitSeq(ROOM, MESSAGES);
        Replica replica = Replica.of(ROOM, stalled.heard());
        assertThat(replica.trims()).isEqualTo(1);
        List<Entry> log = node.log(ROOM);
        assertThat(log).hasSize(kept);
        assertThat(replica.entries()).endsWith(log.toArray(Entry[]::new));
      }
    }
  }

  @Test
  void whoNeverReadsAnswersIsReadFromNoMore() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      ManagedChannel own = node.newChannel();
      try (StreamProbe greedy = StreamProbe.open(own).hello("greedy")) {
        greedy.stopReading();
        for (int i = 0; i < 20_000; i++) {
          var unused = greedy.send(ROOM, "", "m" + i);
        }
        // The server takes a further frame only for each answer that went out.
        try (StreamProbe other = node.connect("other", fromStart(ROOM))) {
          assertThat(other.say(ROOM, "still served").getSeq()).isPositive();
        }
        assertThat(node.log(ROOM)).hasSizeLessThan(10_000);
        greedy.goOnReading();
        Waiting.patiently().until(() -> node.log(ROOM).size() == 20_001);
      } finally {
        own.shutdownNow();
      }
    }
  }
}
