package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Subscribed;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  private static final String ROOM = "room";

  private static List<Entry> write(TestNode node, int count, String text) {
    for (int i = 1; i <= count; i++) {
      var unused = node.send("writer", ROOM, text + i);
    }
    return node.log(ROOM);
  }

  private static List<String> texts(String text, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> text + i).toList();
  }

  @Test
  void goesOnAfterTheCursorOnTheOtherNode() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<Entry> log = write(nodes.start(), 50, "m");
      TestNode other = nodes.start();
      try (StreamProbe reader = other.connect("reader")) {
        Subscribed subscribed = reader.follow(Wishes.resume(ROOM, log.get(29).getCursor()));
        assertThat(subscribed.getCursor()).isEqualTo(log.get(29).getCursor());
        assertThat(subscribed.getBounds().getFirstSeq()).isEqualTo(1);
        assertThat(subscribed.getBounds().getLastSeq()).isEqualTo(50);
        assertThat(subscribed.getBounds().getLastTag()).isEqualTo(log.get(49).getTag());
        var unused = other.send("writer", ROOM, "live");
        reader.heard().awaitSeq(ROOM, 51);
        Replica replica = Replica.of(ROOM, 31, reader.heard().events());
        assertThat(replica.entries().subList(0, 20)).isEqualTo(log.subList(30, 50));
        assertThat(replica.rewinds()).isZero();
      }
    }
  }

  @Test
  void aCursorOfAReplacedHistoryHearsSoBeforeAnythingNewer() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      List<Entry> old = write(node, 10, "old");
      nodes.redis().del(nodes.key(ROOM));
      write(node, 12, "new");
      try (StreamProbe reader = nodes.start().connect("reader")) {
        var unused = reader.follow(Wishes.resume(ROOM, old.get(9).getCursor()));
        reader.heard().awaitSeq(ROOM, 12);
        Replica replica = Replica.of(ROOM, 11, reader.heard().events());
        assertThat(replica.rewinds()).isEqualTo(1);
        assertThat(replica.texts()).isEqualTo(texts("new", 1, 12));
      }
    }
  }

  @Test
  void theNewestCursorThatIsStillTrueCounts() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      List<Entry> old = write(node, 100, "old");
      nodes.redis().ltrim(nodes.key(ROOM), 0, 49);
      write(node, 60, "new");
      String[] held =
          IntStream.of(100, 64, 48, 32, 16)
              .mapToObj(seq -> old.get(seq - 1).getCursor())
              .toArray(String[]::new);
      try (StreamProbe reader = nodes.start().connect("reader")) {
        Subscribed subscribed = reader.follow(Wishes.resume(ROOM, held));
        assertThat(subscribed.getCursor()).isEqualTo(old.get(47).getCursor());
        reader.heard().awaitSeq(ROOM, 110);
        RoomRewound rewound =
            reader.heard().await("the rewind", Event::hasRoomRewound).getRoomRewound();
        assertThat(rewound.getForkSeq()).isEqualTo(48);
        assertThat(rewound.getCursor()).isEqualTo(old.get(47).getCursor());
        Replica replica = Replica.of(ROOM, 101, reader.heard().events());
        assertThat(replica.entries()).isEqualTo(node.log(ROOM).subList(48, 110));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCursorOlderThanWhatIsKeptHearsTheExactBounds(boolean bySeq) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(20);
      String cursor = write(node, 10, "early").get(9).getCursor();
      write(node, 90, "m");
      try (StreamProbe reader = nodes.start(20).connect("reader")) {
        Subscribed subscribed =
            reader.follow(bySeq ? Wishes.after(ROOM, 10) : Wishes.resume(ROOM, cursor));
        assertThat(subscribed.getBounds().getFirstSeq()).isEqualTo(81);
        reader.heard().awaitSeq(ROOM, 100);
        HistoryTrimmed trimmed =
            reader.heard().await("the gap", Event::hasHistoryTrimmed).getHistoryTrimmed();
        assertThat(trimmed.getFirstMissingSeq()).isEqualTo(11);
        assertThat(trimmed.getLastMissingSeq()).isEqualTo(80);
        Replica replica = Replica.of(ROOM, 11, reader.heard().events());
        assertThat(replica.texts()).isEqualTo(texts("m", 71, 90));
        assertThat(replica.trims()).isEqualTo(1);
        assertThat(replica.rewinds()).isZero();
        // The cursor after the gap is as good as any.
        try (StreamProbe again = node.connect("again")) {
          var unused = again.follow(Wishes.resume(ROOM, trimmed.getCursor()));
          again.heard().awaitSeq(ROOM, 100);
          assertThat(Replica.of(ROOM, 81, again.heard().events()).entries())
              .isEqualTo(replica.entries());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not a cursor", "AAAA", "=", "AQAAAAAAAAABAAAAAAAAAAAA"})
  void whatIsNoCursorIsRefusedAndTheStreamGoesOn(String forged) {
    try (Nodes nodes = Nodes.onSharedRedis();
        StreamProbe reader = nodes.start().connect("reader")) {
      Event answer =
          reader.answer(reader.ask(frame -> frame.setSubscribe(Wishes.resume(ROOM, forged))));
      Refusal refusal = Refusal.of(answer);
      assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refusal.reason()).isEqualTo("CURSOR_INVALID");
      assertThat(refusal.fields()).containsExactly("cursors");
      reader.ping();
      var unused = reader.follow(Wishes.fromNow(ROOM));
    }
  }

  @Test
  void aCursorOfAnotherRoomStartsTheRoomOver() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      write(node, 5, "m");
      var unused = node.send("writer", "other", "elsewhere");
      String foreign = node.log("other").get(0).getCursor();
      try (StreamProbe reader = node.connect("reader")) {
        var unused2 = reader.follow(Wishes.resume(ROOM, foreign));
        reader.heard().awaitSeq(ROOM, 5);
        Replica replica = Replica.of(ROOM, 2, reader.heard().events());
        assertThat(replica.rewinds()).isEqualTo(1);
        assertThat(replica.texts()).isEqualTo(texts("m", 1, 5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7fffffffffffffff", "0000000000000006", "0000000000000003"})
  void aForgedCursorOfTheRightFormStartsTheRoomOver(String seq) {
    byte[] bytes = HexFormat.of().parseHex("01" + seq + "0123456789abcdef");
    String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      write(node, 5, "m");
      try (StreamProbe reader = node.connect("reader")) {
        var unused = reader.follow(Wishes.resume(ROOM, forged));
        reader.heard().awaitSeq(ROOM, 5);
        Replica replica = Replica.of(ROOM, 99, reader.heard().events());
        assertThat(replica.rewinds()).isEqualTo(1);
        assertThat(replica.texts()).isEqualTo(texts("m", 1, 5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffffffffffffffff", "8000000000000000"})
  void aForgedCursorWithAnImpossibleSeqIsRefused(String seq) {
    byte[] bytes = HexFormat.of().parseHex("01" + seq + "0123456789abcdef");
    String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    whatIsNoCursorIsRefusedAndTheStreamGoesOn(forged);
  }
}
