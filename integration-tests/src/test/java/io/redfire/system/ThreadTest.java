package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies and threads, for whoever is there and for whoever comes later. */
class ThreadTest {
  private static final String ROOM = "room";

  private static OutgoingMessage tied(String text, long replyTo, long thread) {
    return OutgoingMessage.newBuilder()
        .setRoom(ROOM)
        .setText(text)
        .setReplyToSeq(replyTo)
        .setThreadSeq(thread)
        .build();
  }

  private static long say(StreamProbe stream, String text, long replyTo, long thread) {
    Event answer = stream.answer(stream.ask(frame -> frame.setSend(tied(text, replyTo, thread))));
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted().getSeq();
  }

  private static long erase(StreamProbe stream, long seq) {
    Event answer =
        stream.answer(
            stream.ask(
                frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq))));
    return answer.getAccepted().getSeq();
  }

  private static List<Entry> join(TestNode node, long upTo) {
    try (StreamProbe joiner = node.connect("joiner", fromStart(ROOM))) {
      joiner.heard().awaitSeq(ROOM, upTo);
      return Replica.of(ROOM, joiner.heard()).entries();
    }
  }

  private static ListThreadResponse thread(TestNode node, long seq, int size, String token) {
    return node.calls()
        .listThread(
            ListThreadRequest.newBuilder()
                .setRoom(ROOM)
                .setThreadSeq(seq)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  @Test
  void repliesStandInTheirOrderAndTheRootCountsThem() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        long root = alice.say(ROOM, "root").getSeq();
        bob.heard().awaitSeq(ROOM, root);
        long one = say(bob, "one", 0, root);
        var unused = alice.say(ROOM, "between");
        long two = say(alice, "two", one, root);
        for (StreamProbe reader : List.of(alice, bob)) {
          reader.heard().awaitSeq(ROOM, two);
          List<Entry> heard = reader.heard().entries(ROOM);
          assertThat(heard).extracting(Entry::getSeq).containsExactly(1L, 2L, 3L, 4L);
          assertThat(heard.get(3).getMessage().getReplyToSeq()).isEqualTo(one);
          assertThat(heard.get(3).getMessage().getThreadSeq()).isEqualTo(root);
        }
        List<Entry> log = near.log(ROOM);
        Message shown = log.get(0).getMessage();
        assertThat(shown.getReplyCount()).isEqualTo(2);
        assertThat(shown.getLastReplySeq()).isEqualTo(two);
        assertThat(shown.getChangedBySeq()).isZero();
        assertThat(join(near, two)).isEqualTo(log);
        assertThat(join(far, two)).isEqualTo(log);
        assertThat(Board.of(bob.heard().entries(ROOM))).isEqualTo(Board.of(log));
        ListThreadResponse thread = thread(far, root, 0, "");
        assertThat(thread.getRoot()).isEqualTo(log.get(0));
        assertThat(thread.getRepliesList()).containsExactly(log.get(1), log.get(3));
        assertThat(thread.getNextPageToken()).isEmpty();
      }
    }
  }

  @Test
  void theTailsOfBothNodesCountAnErasedReplyNoMore() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        long root = alice.say(ROOM, "root").getSeq();
        List<Long> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          replies.add(say(alice, "reply " + i, 0, root));
        }
        for (StreamProbe reader : List.of(alice, bob)) {
          reader.heard().awaitSeq(ROOM, replies.get(9));
        }
        List<String> copy = nodes.lines(ROOM);
        long last = 0;
        for (int i = 0; i < 5; i++) {
          last = erase(alice, replies.get(i * 2));
          for (TestNode node : List.of(near, far)) {
            List<Entry> joined = join(node, last);
            assertThat(joined).isEqualTo(near.log(ROOM));
            assertThat(joined.get(0).getMessage().getReplyCount()).isEqualTo(9 - i);
          }
        }
        assertThat(thread(near, root, 0, "").getRepliesList())
            .extracting(entry -> entry.getMessage().getErased())
            .containsExactly(true, false, true, false, true, false, true, false, true, false);
        // All of it is withdrawn.
        nodes.redis().ltrim(nodes.key(ROOM), 0, 10);
        for (int i = 0; i < 11; i++) {
          nodes.redis().lset(nodes.key(ROOM), i, copy.get(i));
        }
        for (StreamProbe reader : List.of(alice, bob)) {
          var unused = reader.heard().await("the rewind", Event::hasRoomRewound);
        }
        for (TestNode node : List.of(near, far)) {
          assertThat(join(node, 11).get(0).getMessage().getReplyCount()).isEqualTo(10);
        }
      }
    }
  }

  @Test
  void threadIsReadInPagesAlsoOfAnotherNode() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      long root = one.send("alice", ROOM, "root").getSeq();
      List<Long> replies = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        Accepted accepted =
            one.calls()
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setUser("bob")
                        .setMessage(tied("reply " + i, 0, root))
                        .build())
                .getAccepted();
        replies.add(accepted.getSeq());
        var unused = one.send("alice", ROOM, "other");
      }
      List<Long> read = new ArrayList<>();
      String token = "";
      int pages = 0;
      do {
        ListThreadResponse page = thread(pages % 2 == 0 ? one : two, root, 3, token);
        read.addAll(0, page.getRepliesList().stream().map(Entry::getSeq).toList());
        token = page.getNextPageToken();
        pages++;
      } while (!token.isEmpty());
      assertThat(read).isEqualTo(replies);
      assertThat(pages).isEqualTo(3);
    }
  }

  @Test
  void aThreadOfAMessageInAThreadIsRefusedWithTheRightOne() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice", fromNow(ROOM))) {
        long root = alice.say(ROOM, "root").getSeq();
        long reply = say(alice, "reply", 0, root);
        Refusal refusal =
            Refusal.of(alice.answer(alice.ask(frame -> frame.setSend(tied("x", 0, reply)))));
        assertThat(refusal.reason()).isEqualTo("THREAD_NESTED");
        assertThat(refusal.fields()).containsExactly("thread_seq");
        assertThat(refusal.metadata()).containsEntry("thread_seq", Long.toString(root));
        for (String token : List.of("x", "t", "t-1", "tx", "t99999999999999999999")) {
          assertThatThrownBy(() -> thread(node, root, 0, token))
              .isInstanceOfSatisfying(
                  StatusRuntimeException.class,
                  refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("CURSOR_INVALID"));
        }
        assertThatThrownBy(() -> thread(node, 0, 0, ""))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused -> assertThat(Refusal.of(refused).reason()).isEqualTo("MESSAGE_NOT_FOUND"));
        assertThat(thread(node, root, 0, "t999").getRepliesList()).isEmpty();
      }
    }
  }
}
