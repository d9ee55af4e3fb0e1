package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.LiveText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.UnifiedJedis;

/** Programs with nothing but Redis take part in a room. */
class SeedProgramsTest {
  private static final String ROOM = "chat";

  private static List<String> liveTexts(StreamProbe stream) {
    return stream.heard().events().stream()
        .filter(Event::hasLiveText)
        .map(event -> event.getLiveText().getText())
        .toList();
  }

  private static void awaitLiveText(StreamProbe stream, String text) {
    var unused =
        stream
            .heard()
            .await(
                text, event -> event.hasLiveText() && event.getLiveText().getText().equals(text));
  }

  @Test
  void whatIsPushedIsSeenByAllAsFromRedis() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = nodes.start().connect("two", fromStart(ROOM))) {
        var unused = one.say(ROOM, "ours");
        nodes
            .redis()
            .rpush(nodes.key(ROOM), "他们的", "{\"seq\":3,\"tag\":\"0123456789abcdef\",\"x\":1}");
        for (StreamProbe reader : List.of(one, two)) {
          reader.heard().awaitSeq(ROOM, 3);
          List<Entry> entries = Replica.of(ROOM, reader.heard()).entries();
          assertThat(entries.get(1).getFrom()).isEqualTo("redis");
          assertThat(entries.get(1).getId()).isEmpty();
          assertThat(entries.get(1).hasAt()).isFalse();
          assertThat(entries.get(1).getMessage().getText()).isEqualTo("他们的");
          // A line that only looks like ours is another program's all the same.
          assertThat(entries.get(2).getFrom()).isEqualTo("redis");
          assertThat(entries.get(2).getMessage().getText()).startsWith("{\"seq\":3,");
        }
        var unused2 = one.say(ROOM, "ours again");
        two.heard().awaitSeq(ROOM, 4);
        assertThat(two.heard().entries(ROOM)).isEqualTo(node.log(ROOM));
        assertThat(nodes.lines(ROOM)).hasSize(4).element(1).isEqualTo("他们的");
      }
    }
  }

  @Test
  void pushesBetweenAppendsKeepOneOrder() {
    int pushes = 300;
    try (Nodes nodes = Nodes.onSharedRedis();
        Writer writer = Writer.start(nodes.start(), "writer", ROOM)) {
      TestNode node = nodes.start();
      try (StreamProbe reader = node.connect("reader", fromStart(ROOM))) {
        for (int i = 0; i < pushes; i++) {
          nodes.redis().rpush(nodes.key(ROOM), "foreign-" + i);
          if (i % 3 == 0) {
            nodes.redis().publish(nodes.key(ROOM), "foreign-" + i);
          }
        }
        int total = writer.stop().size() + pushes;
        reader.heard().awaitSeq(ROOM, total);
        Replica replica = Replica.of(ROOM, reader.heard());
        assertThat(replica.entries()).isEqualTo(node.log(ROOM)).hasSize(total);
        assertThat(replica.rewinds()).isZero();
        assertThat(replica.texts().stream().filter(text -> text.startsWith("foreign")).toList())
            .hasSize(pushes);
        assertThat(liveTexts(reader)).isEmpty();
      }
    }
  }

  @Test
  void whatIsOnlyPublishedIsSeenLiveAndNotKept() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe one = node.connect("one", fromStart(ROOM));
          StreamProbe two = nodes.start().connect("two", fromStart(ROOM))) {
        one.ping();
        two.follow(fromStart(ROOM));
        nodes.redis().publish(nodes.key(ROOM), "passing 话");
        for (StreamProbe reader : List.of(one, two)) {
          awaitLiveText(reader, "passing 话");
          assertThat(reader.heard().entries(ROOM)).isEmpty();
        }
        assertThat(node.log(ROOM)).isEmpty();
        assertThat(one.say(ROOM, "kept").getSeq()).isEqualTo(1);
        two.heard().awaitSeq(ROOM, 1);
        assertThat(liveTexts(two)).containsExactly("passing 话");
      }
    }
  }

  @Test
  void whatIsPublishedAndPushedInEitherOrderShowsOnce() {
    int rounds = 10;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      try (StreamProbe one = nodes.start().connect("one");
          StreamProbe two = nodes.start().connect("two")) {
        one.follow(fromStart(ROOM));
        two.follow(fromStart(ROOM));
        String key = nodes.key(ROOM);
        UnifiedJedis redis = nodes.redis();
        List<String> pushed = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
          redis.publish(key, "published first " + i);
          redis.rpush(key, "published first " + i);
          redis.rpush(key, "pushed first " + i);
          redis.publish(key, "pushed first " + i);
          pushed.add("published first " + i);
          pushed.add("pushed first " + i);
          // The same words twice are two messages, and a passing remark is no message.
          redis.rpush(key, "same");
          redis.publish(key, "same");
          pushed.add("same");
        }
        redis.publish(key, "the last word");
        for (StreamProbe reader : List.of(one, two)) {
          // Texts show in the order of their publishing, so none of the others can come after it.
          awaitLiveText(reader, "the last word");
          reader.heard().awaitSeq(ROOM, pushed.size());
          assertThat(Replica.of(ROOM, reader.heard()).texts()).isEqualTo(pushed);
          assertThat(liveTexts(reader)).containsExactly("the last word");
        }
      }
    }
  }

  @Test
  void aSubscriberSeesEveryMessageAsItsStoredLine() throws InterruptedException {
    List<String> heard = new CopyOnWriteArrayList<>();
    CountDownLatch subscribed = new CountDownLatch(1);
    JedisPubSub subscriber =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String line) {
            heard.add(line);
          }
        };
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Thread thread =
          new Thread(() -> nodes.redis().subscribe(subscriber, nodes.key(ROOM)), "subscriber");
      thread.start();
      subscribed.await();
      try (StreamProbe alice = nodes.start().connect("alice")) {
        for (int i = 1; i <= 100; i++) {
          var unused = alice.say(ROOM, "行\n" + i + " \u001b[2J\"");
        }
      }
      Waiting.patiently().until(() -> heard.size() >= 100);
      assertThat(heard).isEqualTo(nodes.lines(ROOM));
      assertThat(heard.get(6))
          .startsWith("{\"seq\":7,\"tag\":\"")
          .contains("\"from\":\"alice\"", "\"text\":\"行\\n7 \\u001B[2J\\\"\"")
          .doesNotContain("\n", "\u001b");
      subscriber.unsubscribe();
      thread.join();
    }
  }

  @Test
  void aLiveTextNamesItsRoom() {
    try (Nodes nodes = Nodes.onSharedRedis();
        StreamProbe reader = nodes.start().connect("reader")) {
      reader.follow(fromStart("one"));
      reader.follow(fromStart("two"));
      nodes.redis().publish(nodes.key("two"), "hello");
      LiveText text = reader.heard().await("hello", Event::hasLiveText).getLiveText();
      assertThat(text.getRoom()).isEqualTo("two");
    }
  }
}
