package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Forward;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Forwarded messages have the words that stand there, and tell no more of where than all may know.
 */
class ForwardTest {
  private static final String FROM = "from";
  private static final String TO = "to";

  private static OutgoingMessage.Builder forward(String room, long seq) {
    return OutgoingMessage.newBuilder()
        .setRoom(TO)
        .setForwardOf(MessagePlace.newBuilder().setRoom(room).setSeq(seq));
  }

  private static Accepted send(
      ChatServiceBlockingStub calls, String user, OutgoingMessage message) {
    return calls
        .sendMessage(SendMessageRequest.newBuilder().setUser(user).setMessage(message).build())
        .getAccepted();
  }

  private static Message newest(ChatServiceBlockingStub calls, String room) {
    List<Entry> entries =
        calls
            .listMessages(ListMessagesRequest.newBuilder().setRoom(room).setPageSize(1).build())
            .getEntriesList();
    return entries.get(0).getMessage();
  }

  @Test
  void theWordsAreThoseThatStandThereAndTheAuthorIsNamed() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(FROM));
          StreamProbe bob = far.connect("bob", fromNow(TO))) {
        long seq = alice.say(FROM, "old @bob").getSeq();
        var unused =
            alice.answer(
                alice.ask(
                    frame ->
                        frame.setEdit(
                            MessageEdit.newBuilder()
                                .setRoom(FROM)
                                .setSeq(seq)
                                .setText("hello @bob"))));
        Event answer = bob.answer(bob.ask(frame -> frame.setSend(forward(FROM, seq))));
        long copy = answer.getAccepted().getSeq();
        bob.heard().awaitSeq(TO, copy);
        Entry heard = bob.heard().entries(TO).get(0);
        Entry original = near.log(FROM).get(0);
        assertThat(heard.getFrom()).isEqualTo("bob");
        assertThat(heard.getMessage().getText()).isEqualTo("hello @bob");
        assertThat(heard.getMessage().getForward())
            .isEqualTo(
                Forward.newBuilder()
                    .setFrom("alice")
                    .setAt(original.getAt())
                    .setRoom(FROM)
                    .setSeq(seq)
                    .build());
        assertThat(near.log(TO)).containsExactly(heard);

        // What was forwarded before is still alice's, and told to be where she said it.
        Accepted again = send(near.calls(), "carol", forward(TO, copy).build());
        assertThat(near.log(TO).get((int) again.getSeq() - 1).getMessage())
            .isEqualTo(heard.getMessage());
      }
    }
  }

  @Test
  void aRetryIsAnsweredWithItsFirstPlaceThoughTheWordsChanged() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice", fromNow(FROM))) {
        long seq = alice.say(FROM, "words").getSeq();
        OutgoingMessage wish =
            forward(FROM, seq).setId(UuidCreator.getTimeOrderedEpoch().toString()).build();
        Accepted first = send(node.calls(), "bob", wish);
        var unused =
            alice.answer(
                alice.ask(
                    frame ->
                        frame.setEdit(
                            MessageEdit.newBuilder().setRoom(FROM).setSeq(seq).setText("other"))));
        Accepted again = send(node.calls(), "bob", wish);
        assertThat(again).isEqualTo(first.toBuilder().setDuplicate(true).build());
        assertThat(newest(node.calls(), TO).getText()).isEqualTo("words");
      }
    }
  }

  @Test
  void onesOwnWordsAreNotPutIntoSomebodyElsesMouth() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      var unused = node.send("alice", FROM, "words");
      long copy = send(node.calls(), "bob", forward(FROM, 1).build()).getSeq();
      try (StreamProbe bob = node.connect("bob", fromNow(TO))) {
        Refusal edit =
            Refusal.of(
                bob.answer(
                    bob.ask(
                        frame ->
                            frame.setEdit(
                                MessageEdit.newBuilder()
                                    .setRoom(TO)
                                    .setSeq(copy)
                                    .setText("other")))));
        assertThat(edit.reason()).isEqualTo("FORWARDED");
        Refusal own =
            Refusal.of(
                bob.answer(bob.ask(frame -> frame.setSend(forward(FROM, 1).setText("mine")))));
        assertThat(own.reason()).isEqualTo("FIELD_INVALID");
        assertThat(own.fields()).containsExactly("text");
        Event erased =
            bob.answer(
                bob.ask(
                    frame -> frame.setErase(MessageErasure.newBuilder().setRoom(TO).setSeq(copy))));
        assertThat(erased.hasAccepted()).isTrue();
        assertThat(node.log(TO).get(0).getMessage().hasForward()).isFalse();
        assertThat(nodes.lines(TO)).noneMatch(line -> line.contains("words"));
      }
    }
  }

  @Test
  void whatIsNotThereOrNoMessageIsRefused() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice", fromNow(FROM))) {
        long erased = alice.say(FROM, "words").getSeq();
        var unused =
            alice.answer(
                alice.ask(
                    frame ->
                        frame.setErase(MessageErasure.newBuilder().setRoom(FROM).setSeq(erased))));
        assertRefused(alice, forward(FROM, erased), "MESSAGE_ERASED", "forward_of.seq");
        assertRefused(alice, forward(FROM, 2), "NOT_A_MESSAGE", "forward_of.seq");
        assertRefused(alice, forward(FROM, 3), "MESSAGE_NOT_FOUND", "forward_of.seq");
        assertRefused(alice, forward("empty", 1), "MESSAGE_NOT_FOUND", "forward_of.seq");
        assertRefused(alice, forward(FROM, 0), "MESSAGE_NOT_FOUND", "forward_of.seq");
        assertRefused(alice, forward(FROM, -1), "MESSAGE_NOT_FOUND", "forward_of.seq");
        assertRefused(alice, forward("a b", 1), "NAME_INVALID", "forward_of.room");
        assertThat(nodes.lines(TO)).isEmpty();
      }
    }
  }

  private static void assertRefused(
      StreamProbe stream, OutgoingMessage.Builder wish, String reason, String field) {
    Refusal refusal = Refusal.of(stream.answer(stream.ask(frame -> frame.setSend(wish))));
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.fields()).containsExactly(field);
  }

  @ParameterizedTest
  @EnumSource(
      value = RoomKind.class,
      names = {"PUBLIC", "PRIVATE"})
  void aRoomThatNotAllMayKnowOfIsNotTold(RoomKind kind) {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, FROM)) {
      TestNode node = nodes.start();
      SignedIn alice = SignedIn.register(node, "alice");
      SignedIn eve = SignedIn.register(node, "eve");
      var unused = den.create(RoomRules.of(kind), "alice");
      long seq =
          send(
                  alice.calls(node),
                  "",
                  OutgoingMessage.newBuilder().setRoom(FROM).setText("words").build())
              .getSeq();
      unused = send(alice.calls(node), "", forward(FROM, seq).build()).getSeq();
      Forward told = newest(eve.calls(node), TO).getForward();
      assertThat(told.getFrom()).isEqualTo("alice");
      assertThat(told.getRoom()).isEqualTo(kind == RoomKind.PUBLIC ? FROM : "");
      assertThat(told.getSeq()).isEqualTo(kind == RoomKind.PUBLIC ? seq : 0);
      if (kind == RoomKind.PRIVATE) {
        assertThat(nodes.lines(TO)).noneMatch(line -> line.contains(FROM + "\",\"seq"));
        assertThatThrownBy(() -> send(eve.calls(node), "", forward(FROM, seq).build()))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("ROOM_NOT_FOUND"));
      }
    }
  }
}
