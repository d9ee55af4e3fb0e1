package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.chat.v1.MarkDeliveredRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.Receipt;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far the members of a room have read: two marks each, whoever asks and on whichever node. */
class ReceiptsTest {
  private static final String ROOM = "den";
  private static final RoomRules PRIVATE = RoomRules.of(RoomKind.PRIVATE);
  private static final RoomRules PUBLIC = RoomRules.of(RoomKind.PUBLIC);

  private static DeliveryMark delivery(long seq) {
    return DeliveryMark.newBuilder().setRoom(ROOM).setSeq(seq).build();
  }

  private static long deliver(StreamProbe stream, long seq) {
    return stream.ask(frame -> frame.setMarkDelivered(delivery(seq)));
  }

  private static void read(SignedIn user, TestNode node, long seq, boolean back) {
    ReadMark mark = ReadMark.newBuilder().setRoom(ROOM).setSeq(seq).setBack(back).build();
    var unused = user.rooms(node).markRead(MarkReadRequest.newBuilder().setMark(mark).build());
  }

  private static Receipt receipt(String user, long delivered, long read) {
    return Receipt.newBuilder()
        .setRoom(ROOM)
        .setUser(user)
        .setDeliveredSeq(delivered)
        .setReadSeq(read)
        .build();
  }

  private static Event await(StreamProbe stream, Receipt receipt) {
    return stream
        .heard()
        .await(
            "the receipt " + receipt,
            event -> event.hasReceipt() && event.getReceipt().equals(receipt));
  }

  private static List<Receipt> receipts(StreamProbe stream) {
    return stream.heard().events().stream()
        .filter(Event::hasReceipt)
        .map(Event::getReceipt)
        .toList();
  }

  private static List<Receipt> list(SignedIn user, TestNode node) {
    return user.presence(node)
        .listReceipts(ListReceiptsRequest.newBuilder().setRoom(ROOM).build())
        .getReceiptsList();
  }

  @Test
  void receiptsReachTheOtherMembersOnAllNodesByStreamAndByCall() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      long created = den.create(PRIVATE, "alice", "bob");
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = bob.connect(far, fromNow(ROOM))) {
        long seq = speaker.say(ROOM, "hello").getSeq();
        reader.heard().awaitSeq(ROOM, seq);
        long mark = deliver(reader, seq);
        assertThat(await(speaker, receipt("bob", seq, created)).getRequest()).isZero();

        read(bob, far, seq, false);
        var unused = await(speaker, receipt("bob", seq, seq));
        read(bob, near, created, true);
        unused = await(reader, receipt("bob", seq, created));

        long more = speaker.say(ROOM, "more").getSeq();
        var told =
            bob.presence(near)
                .markDelivered(MarkDeliveredRequest.newBuilder().setMark(delivery(more)).build());
        assertThat(told.getReceipt()).isEqualTo(receipt("bob", more, created));
        unused = await(speaker, receipt("bob", more, created));
        assertThat(list(alice, far))
            .contains(receipt("alice", more, more), receipt("bob", more, created));
        reader.ping();
        assertThat(reader.heard().events()).noneMatch(event -> event.getRequest() == mark);
        assertThat(nodes.lines(ROOM)).hasSize((int) more);
      }
      try (StreamProbe again = alice.connect(far, fromStart(ROOM))) {
        again.heard().awaitSeq(ROOM, created + 1);
        assertThat(list(alice, near)).contains(receipt("bob", created + 2, created));
      }
    }
  }

  @Test
  void receiptsAreForMembersOnly() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      SignedIn eve = SignedIn.register(near, "eve");
      long created = den.create(PUBLIC, "alice", "bob");
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = bob.connect(far, fromNow(ROOM));
          StreamProbe onlooker = eve.connect(far, fromNow(ROOM));
          StreamProbe guest = far.connect("gus", fromNow(ROOM))) {
        var unused = deliver(speaker, created);
        read(alice, near, created, false);
        unused = deliver(reader, created);
        var heard = await(reader, receipt("alice", created, created));
        assertThat(Refusal.of(onlooker.answer(deliver(onlooker, 1))).reason())
            .isEqualTo("NOT_A_MEMBER");
        assertThat(Refusal.of(catchThrowable(() -> list(eve, near))).reason())
            .isEqualTo("NOT_A_MEMBER");

        long removed = den.role("bob", MembershipAction.KICKED, Optional.empty());
        reader.heard().awaitSeq(ROOM, removed);
        int before = receipts(reader).size();
        read(alice, near, removed, false);
        var own = await(speaker, receipt("alice", removed, removed));
        long last = speaker.say(ROOM, "that was all").getSeq();
        for (StreamProbe stream : List.of(reader, onlooker, guest)) {
          stream.heard().awaitSeq(ROOM, last);
          stream.ping();
        }

        assertThat(heard.getReceipt().getUser()).isEqualTo("alice");
        assertThat(own.getReceipt().getReadSeq()).isEqualTo(removed);
        assertThat(receipts(reader)).hasSize(before);
        assertThat(receipts(onlooker)).isEmpty();
        assertThat(receipts(guest)).isEmpty();
      }
    }
  }

  @Test
  void inALargeRoomTheyAreListedAndNotTold() {
    String[] members = IntStream.range(0, 640).mapToObj(i -> "m" + i).toArray(String[]::new);
    members[0] = "alice";
    members[1] = "bob";
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      long created = den.create(PRIVATE, members);
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = bob.connect(far, fromNow(ROOM))) {
        long seq = speaker.say(ROOM, "hello").getSeq();
        var unused = deliver(reader, seq);
        Waiting.patiently().until(() -> all(alice, near).contains(receipt("bob", seq, created)));
        speaker.heard().awaitSeq(ROOM, reader.say(ROOM, "seen").getSeq());
        speaker.ping();

        assertThat(all(alice, near)).hasSize(members.length + 1).doesNotHaveDuplicates();
        assertThat(receipts(speaker)).isEmpty();
      }
    }
  }

  private static List<Receipt> all(SignedIn user, TestNode node) {
    List<Receipt> all = new ArrayList<>();
    ListReceiptsRequest.Builder request = ListReceiptsRequest.newBuilder().setRoom(ROOM);
    ListReceiptsResponse page;
    do {
      page = user.presence(node).listReceipts(request.build());
      all.addAll(page.getReceiptsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return all;
  }
}
