package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Start;
import io.redfire.client.ChannelFactory;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.client.MessageClient;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client sends about a message lands on that one, or on none, whatever the log lost. */
class TiesAfterRewindTest {
  private static final String ROOM = "room";
  private static final Start ALL = Start.newBuilder().setAfterSeq(0).build();

  private Nodes nodes;
  private TestNode node;

  @BeforeEach
  void start() {
    nodes = Nodes.onSharedRedis();
    node = nodes.start();
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  /** In one moment, so that nobody comes between: other words stand where those stood. */
  private void replaceAll() {
    var unused =
        nodes
            .redis()
            .eval(
                "redis.call('DEL', KEYS[1]) redis.call('RPUSH', KEYS[1], 'x1', 'x2', 'x3')",
                1,
                nodes.key(ROOM));
  }

  private void replaceAllByBobs() {
    assertThat(nodes.redis().del(nodes.key(ROOM))).isOne();
    assertThat(node.send("bob", ROOM, "other").getSeq()).isOne();
  }

  private static OutgoingMessage.Builder message(String text) {
    return OutgoingMessage.newBuilder().setRoom(ROOM).setText(text);
  }

  private static Accepted send(ChatClient client, OutgoingMessage.Builder message)
      throws Exception {
    return client.send(message.build()).get(30, TimeUnit.SECONDS);
  }

  @Test
  void threadOfOnesOwnRootGoesOnWhereTheRootStandsByThen() throws Exception {
    try (ChatClient alice = ChatClient.builder(List.of(node.address()), "alice").connect()) {
      alice.subscribe(ROOM, ALL, entry -> {});
      long root = send(alice, message("root")).getSeq();
      long reply = send(alice, message("reply").setThreadSeq(root)).getSeq();
      var unused = send(alice, message("answer").setThreadSeq(root).setReplyToSeq(reply));
      replaceAll();

      Waiting.patiently().until(() -> node.log(ROOM).size() == 6);
      List<Entry> log = node.log(ROOM);
      assertThat(log.subList(3, 6))
          .extracting(entry -> entry.getMessage().getText())
          .containsExactly("root", "reply", "answer");
      assertThat(log.get(3).getMessage().getReplyCount()).isEqualTo(2);
      assertThat(log.get(4).getMessage().getThreadSeq()).isEqualTo(4);
      assertThat(log.get(5).getMessage().getReplyToSeq()).isEqualTo(5);
      alice.allAnswered().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void replyThatIsLostWithTheMessageItAnswersDoesNotAnswerAnotherOne() throws Exception {
    var unused = node.send("bob", ROOM, "root");
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    Queue<Entry> heard = new ConcurrentLinkedQueue<>();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onResendRefused(String room, String id, ChatException why) {
            refused.add(why.reason());
          }
        };
    try (ChatClient alice =
        ChatClient.builder(List.of(node.address()), "alice").listener(listener).connect()) {
      alice.subscribe(ROOM, ALL, heard::add);
      Waiting.patiently().until(() -> !heard.isEmpty());
      unused = send(alice, message("reply").setReplyToSeq(1));
      replaceAllByBobs();

      Waiting.patiently().until(() -> !refused.isEmpty());
      assertThat(refused).containsExactly("MESSAGE_NOT_FOUND");
      assertThat(node.log(ROOM))
          .extracting(entry -> entry.getMessage().getText())
          .containsExactly("other");
    }
  }

  @Test
  void reactionToAMessageThatIsGoneIsRefusedWhereItsTagIsKnown() {
    var unused = node.send("bob", ROOM, "hello");
    Entry heard = node.log(ROOM).get(0);
    replaceAllByBobs();

    try (MessageClient alice =
        new MessageClient(
            List.of(node.address()), ChannelFactory.plaintext(), "alice", Duration.ofSeconds(30))) {
      for (Runnable change :
          List.<Runnable>of(
              () -> alice.react(MessageClient.placeOf(heard), "👍"),
              () -> alice.pin(MessageClient.placeOf(heard)),
              () -> alice.forward(MessageClient.placeOf(heard), "elsewhere"))) {
        ChatException refused = catchThrowableOfType(ChatException.class, change::run);
        assertThat(refused.reason()).isEqualTo("MESSAGE_NOT_FOUND");
      }
      assertThat(alice.react(ROOM, heard.getSeq(), "👍").getDuplicate()).isFalse();
    }
  }
}
