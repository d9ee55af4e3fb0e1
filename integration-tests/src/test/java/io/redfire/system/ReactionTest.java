package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.EmojiReactions;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.ReactToMessageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reactions show in their message, for whoever is there and for whoever comes later. */
class ReactionTest {
  private static final String ROOM = "room";

  private static Accepted react(StreamProbe stream, long seq, String emoji, boolean remove) {
    Event answer = stream.answer(stream.ask(frame -> frame.setReact(reaction(seq, emoji, remove))));
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted();
  }

  private static MessageReaction.Builder reaction(long seq, String emoji, boolean remove) {
    return MessageReaction.newBuilder().setRoom(ROOM).setSeq(seq).setEmoji(emoji).setRemove(remove);
  }

  private static List<Entry> join(TestNode node, long upTo) {
    try (StreamProbe joiner = node.connect("joiner", fromStart(ROOM))) {
      joiner.heard().awaitSeq(ROOM, upTo);
      return Replica.of(ROOM, joiner.heard()).entries();
    }
  }

  private static List<String> reactions(Message message) {
    return message.getReactionsList().stream()
        .map(one -> one.getEmoji() + one.getCount() + one.getUsersList())
        .toList();
  }

  @Test
  void whoIsThereHearsOfItAndWhoComesLaterSeesItInTheMessage() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        long seq = alice.say(ROOM, "hi").getSeq();
        bob.heard().awaitSeq(ROOM, seq);
        long first = react(bob, seq, "👍", false).getSeq();
        var unused = react(alice, seq, "❤", false);
        unused = react(alice, seq, "👍", false);
        unused = react(bob, seq, "👍", true);
        long last = react(bob, seq, "❤️", false).getSeq();
        assertThat(List.of(first, last)).containsExactly(2L, 6L);
        for (StreamProbe reader : List.of(alice, bob)) {
          reader.heard().awaitSeq(ROOM, last);
          List<Entry> heard = reader.heard().entries(ROOM);
          assertThat(heard.get(1).getReaction().getSeq()).isEqualTo(seq);
          assertThat(heard.get(1).getReaction().getEmoji()).isEqualTo("👍");
          assertThat(heard.get(1).getFrom()).isEqualTo("bob");
          assertThat(heard.get(4).getReaction().getRemoved()).isTrue();
        }
        List<Entry> log = near.log(ROOM);
        Message message = log.get(0).getMessage();
        assertThat(reactions(message)).containsExactly("👍1[alice]", "❤️2[alice, bob]");
        assertThat(message.getReactedBySeq()).isEqualTo(last);
        assertThat(message.getChangedBySeq()).isZero();
        assertThat(join(near, last)).isEqualTo(log);
        assertThat(join(far, last)).isEqualTo(log);
        assertThat(Board.of(bob.heard().entries(ROOM))).isEqualTo(Board.of(log));
      }
    }
  }

  @Test
  void theUnaryMethodIsTheSameAndARetryIsAnsweredWithItsFirstPlace() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      Accepted message = one.send("alice", ROOM, "hi");
      ReactToMessageRequest request =
          ReactToMessageRequest.newBuilder()
              .setUser("bob")
              .setReaction(
                  reaction(message.getSeq(), "👍", false)
                      .setId(UuidCreator.getTimeOrderedEpoch().toString()))
              .build();
      Accepted accepted = one.calls().reactToMessage(request).getAccepted();
      assertThat(accepted.getSeq()).isEqualTo(2);
      assertThat(two.calls().reactToMessage(request).getAccepted())
          .isEqualTo(accepted.toBuilder().setDuplicate(true).build());
      Accepted again =
          two.calls()
              .reactToMessage(request.toBuilder().setReaction(reaction(1, "👍", false)).build())
              .getAccepted();
      assertThat(again.getDuplicate()).isTrue();
      assertThat(again.getTag()).isEqualTo(message.getTag());
      assertThat(nodes.lines(ROOM)).hasSize(2);
    }
  }

  @Test
  void erasedMessageHasNoneAndWhoReadsOnDoesNotPutThemBack() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice", fromNow(ROOM))) {
        long seq = alice.say(ROOM, "hi").getSeq();
        var unused = react(alice, seq, "👍", false);
        Event erased =
            alice.answer(
                alice.ask(
                    frame ->
                        frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq))));
        long last = erased.getAccepted().getSeq();
        alice.heard().awaitSeq(ROOM, last);
        assertThat(Board.of(join(node, last))).isEqualTo(Board.of(alice.heard().entries(ROOM)));
        assertThat(node.log(ROOM).get(0).getMessage().getReactionsList()).isEmpty();
      }
    }
  }

  @Test
  void whatAWithdrawnReactionChangedIsAsBefore() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        for (int i = 1; i <= 9; i++) {
          var unused = alice.say(ROOM, "m" + i);
        }
        var unused = react(alice, 5, "👍", false);
        List<String> copy = nodes.lines(ROOM);
        long withdrawn = react(alice, 5, "👍", true).getSeq();
        for (StreamProbe reader : List.of(alice, bob)) {
          reader.heard().awaitSeq(ROOM, withdrawn);
        }
        assertThat(join(near, withdrawn).get(4).getMessage().getReactionsList()).isEmpty();
        nodes.redis().ltrim(nodes.key(ROOM), 0, 9);
        nodes.redis().lset(nodes.key(ROOM), 4, copy.get(4));
        for (StreamProbe reader : List.of(alice, bob)) {
          Event rewound = reader.heard().await("the rewind", Event::hasRoomRewound);
          assertThat(rewound.getRoomRewound().getForkSeq()).isEqualTo(10);
        }
        for (TestNode node : List.of(near, far)) {
          assertThat(join(node, 10).get(4).getMessage().getReactionsList())
              .extracting(EmojiReactions::getEmoji)
              .containsExactly("👍");
        }
      }
    }
  }

  @Test
  void howeverManyReactWhileReadersComeTheyAllEndWithTheSame() {
    Random random = new Random(11);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> both = List.of(nodes.start(), nodes.start());
      List<StreamProbe> writers = new ArrayList<>();
      List<StreamProbe> readers = new ArrayList<>();
      try {
        for (int i = 0; i < 6; i++) {
          writers.add(both.get(i % 2).connect("user" + i, fromNow(ROOM)));
        }
        for (int i = 0; i < 10; i++) {
          var unused = writers.get(0).say(ROOM, "m" + i);
        }
        for (int step = 0; step < 400; step++) {
          StreamProbe writer = writers.get(random.nextInt(6));
          long seq = 1L + random.nextInt(10);
          String emoji = random.nextBoolean() ? "👍" : "❤️";
          boolean remove = random.nextInt(3) == 0;
          var unused = writer.ask(frame -> frame.setReact(reaction(seq, emoji, remove)));
          if (step % 40 == 0) {
            readers.add(both.get(step / 40 % 2).connect("reader" + step, fromStart(ROOM)));
          }
        }
        writers.forEach(StreamProbe::ping);
        long last = 0;
        for (StreamProbe writer : writers) {
          last = writer.say(ROOM, "the end").getSeq();
        }
        List<Entry> log = both.get(0).log(ROOM);
        for (StreamProbe reader : readers) {
          reader.heard().awaitSeq(ROOM, last);
          assertThat(Board.of(reader.heard().entries(ROOM))).isEqualTo(Board.of(log));
        }
        for (TestNode node : both) {
          assertThat(join(node, last)).isEqualTo(log);
        }
      } finally {
        writers.forEach(StreamProbe::close);
        readers.forEach(StreamProbe::close);
      }
    }
  }
}
