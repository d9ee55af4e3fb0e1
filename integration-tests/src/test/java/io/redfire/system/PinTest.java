package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.PinMessageRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins show in their message and in the list of a room's pins. */
class PinTest {
  private static final String ROOM = "room";

  private static MessagePin.Builder pin(long seq, boolean remove) {
    return MessagePin.newBuilder().setRoom(ROOM).setSeq(seq).setRemove(remove);
  }

  private static long pin(StreamProbe stream, long seq, boolean remove) {
    Event answer = stream.answer(stream.ask(frame -> frame.setPin(pin(seq, remove))));
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted().getSeq();
  }

  private static List<Entry> join(TestNode node, long upTo) {
    try (StreamProbe joiner = node.connect("joiner", fromStart(ROOM))) {
      joiner.heard().awaitSeq(ROOM, upTo);
      return Replica.of(ROOM, joiner.heard()).entries();
    }
  }

  private static ListPinsResponse pins(TestNode node, int size, String token) {
    return node.calls()
        .listPins(
            ListPinsRequest.newBuilder()
                .setRoom(ROOM)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  @Test
  void whoIsThereHearsOfItAndWhoComesLaterSeesIt() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        for (int i = 1; i <= 4; i++) {
          var unused = alice.say(ROOM, "m" + i);
        }
        bob.heard().awaitSeq(ROOM, 4);
        long first = pin(bob, 2, false);
        var unused = pin(alice, 3, false);
        unused = pin(alice, 2, true);
        unused = pin(alice, 4, false);
        unused = pin(alice, 1, false);
        Event erased =
            alice.answer(
                alice.ask(
                    frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(4))));
        long last = erased.getAccepted().getSeq();
        for (StreamProbe reader : List.of(alice, bob)) {
          reader.heard().awaitSeq(ROOM, last);
          Entry heard = reader.heard().entries(ROOM).get((int) first - 1);
          assertThat(heard.getPin().getSeq()).isEqualTo(2);
          assertThat(heard.getFrom()).isEqualTo("bob");
        }
        List<Entry> log = near.log(ROOM);
        assertThat(join(near, last)).isEqualTo(log);
        assertThat(join(far, last)).isEqualTo(log);
        assertThat(Board.of(bob.heard().entries(ROOM))).isEqualTo(Board.of(log));
        for (TestNode node : List.of(near, far)) {
          ListPinsResponse pins = pins(node, 0, "");
          assertThat(pins.getEntriesList()).containsExactly(log.get(0), log.get(2));
          assertThat(pins.getNextPageToken()).isEmpty();
        }
      }
    }
  }

  @Test
  void theUnaryMethodIsTheSameAndPagesGoOnAtAnotherNode() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      for (int i = 1; i <= 5; i++) {
        var unused = one.send("alice", ROOM, "m" + i);
      }
      for (int i = 1; i <= 5; i++) {
        PinMessageRequest request =
            PinMessageRequest.newBuilder()
                .setUser("bob")
                .setPin(pin(i, false).setId(UuidCreator.getTimeOrderedEpoch().toString()))
                .build();
        Accepted accepted = one.calls().pinMessage(request).getAccepted();
        assertThat(two.calls().pinMessage(request).getAccepted())
            .isEqualTo(accepted.toBuilder().setDuplicate(true).build());
      }
      List<Long> read = new ArrayList<>();
      String token = "";
      int pages = 0;
      do {
        ListPinsResponse page = pins(pages++ % 2 == 0 ? one : two, 2, token);
        page.getEntriesList().forEach(entry -> read.add(entry.getSeq()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      assertThat(read).containsExactly(5L, 4L, 3L, 2L, 1L);
      for (String bad : List.of("x", "p", "p-1", "t1")) {
        assertThatThrownBy(() -> pins(one, 0, bad))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("CURSOR_INVALID"));
      }
    }
  }
}
