package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;

class AppendScriptTest {
  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  @Test
  void entryIsItsSeqAndTagAndThenItsBody() {
    NewMessage message = chat.message("火");
    byte[] body = EntryCodec.encode(message);
    String tag = ReferenceLog.nextTag("0000000000000000", body);
    AppendCall.Result result = chat.append(message);
    assertThat(result.positions()).containsExactly(new Position(1, tag));
    assertThat(chat.lines())
        .containsExactly(
            "{\"seq\":1,\"tag\":\"" + tag + "\"," + new String(body, UTF_8).substring(1));
  }

  @Test
  void messagesOfACallStandInTheirOrder() {
    chat.append(
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> chat.message("" + i))
            .toArray(NewMessage[]::new));
    assertThat(chat.after(Position.ORIGIN, 200, 1_000_000).texts())
        .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(i -> "" + i).toList());
  }

  @Test
  void duplicateIsAnsweredWithTheFirstSeqAndTag() {
    NewMessage message = chat.message("once");
    AppendCall.Result first = chat.append(chat.message("before"), message);
    AppendCall.Result second = chat.append(message, chat.message("after"));
    assertThat(first.duplicates()).containsExactly(false, false);
    assertThat(second.duplicates()).containsExactly(true, false);
    assertThat(second.positions().get(0)).isEqualTo(first.positions().get(1));
    assertThat(chat.lines()).hasSize(3);
  }

  @Test
  void sameIdTwiceInACallStandsOnce() {
    NewMessage message = chat.message("once");
    AppendCall.Result result = chat.append(message, message);
    assertThat(result.duplicates()).containsExactly(false, true);
    assertThat(result.positions().get(1)).isEqualTo(result.positions().get(0));
    assertThat(chat.lines()).hasSize(1);
  }

  @Test
  void sameIdOfTwoUsersIsTwoMessages() {
    MessageId id = MessageId.create();
    AppendCall.Result result =
        chat.append(chat.message("alice", id, "one"), chat.message("bob", id, "two"));
    assertThat(result.duplicates()).containsExactly(false, false);
    assertThat(chat.lines()).hasSize(2);
  }

  @Test
  void duplicateIsKnownAfterRetentionTrimmedItsEntry() {
    NewMessage message = chat.message("old");
    Position first = chat.append(message).positions().get(0);
    chat.appendOnce(1, chat.message("new"), chat.message("newer"));
    assertThat(chat.lines()).hasSize(1);
    AppendCall.Result again = chat.appendOnce(1, message).orElseThrow();
    assertThat(again.duplicates()).containsExactly(true);
    assertThat(again.positions()).containsExactly(first);
  }

  @Test
  void idWhoseEntryWasTakenBackIsNew() {
    NewMessage message = chat.message("lost");
    chat.append(chat.message("kept"), message);
    chat.redis.rpop(chat.keys.log(chat.room));
    AppendCall.Result again = chat.append(message);
    assertThat(again.duplicates()).containsExactly(false);
    assertThat(chat.lines()).hasSize(2);
  }

  @Test
  void idWhosePlaceAnotherEntryTookIsNew() {
    NewMessage message = chat.message("lost");
    chat.append(chat.message("kept"), message);
    chat.redis.rpop(chat.keys.log(chat.room));
    chat.append(chat.message("instead"));
    AppendCall.Result again = chat.append(message);
    assertThat(again.duplicates()).containsExactly(false);
    assertThat(again.positions().get(0).seq()).isEqualTo(3);
  }

  @Test
  void exactlyTheStoredLinesArePublished() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    JedisPubSub ear =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            heard.add("subscribed");
          }

          @Override
          public void onMessage(String channel, String message) {
            heard.add(message);
          }
        };
    Connection connection = TestRedis.shared().connections().open("ear");
    Thread thread =
        new Thread(
            () -> {
              try (connection) {
                ear.proceed(connection, chat.keys.log(chat.room));
              }
            });
    thread.start();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("subscribed");
    NewMessage message = chat.message("火\n\u0007");
    chat.append(message, message, chat.message("2"));
    chat.append(message);
    chat.append(chat.message("3"));
    for (String line : chat.lines()) {
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
    }
    ear.unsubscribe();
    thread.join(10_000);
    assertThat(heard).isEmpty();
  }

  @Test
  void idsAreForgottenWhenNoneOfTheirTimeWouldBeTaken() {
    NewMessage message = chat.message("hello");
    chat.append(message);
    byte[] bucket = chat.keys.ids(chat.room, message.id());
    assertThat(chat.redis.pexpireTime(bucket))
        .isEqualTo(chat.keys.idsExpireAt(message.id()).toEpochMilli())
        .isGreaterThan(message.id().time().plus(RedisKeys.ID_MEMORY).toEpochMilli());
  }

  @Test
  void firstEntryOfARoomAndRetriesAskForTheRoomToBeListed() {
    NewMessage message = chat.message("first");
    assertThat(chat.append(message).isListed()).isFalse();
    assertThat(chat.append(chat.message("second")).isListed()).isTrue();
    assertThat(chat.append(message).isListed()).isFalse();
  }

  @Test
  void retentionKeepsTheNewestAndRemembersTheTagBeforeThem() {
    List<Position> positions = chat.appendMany(10);
    chat.appendOnce(4, chat.message("11"));
    ScriptRoom.PageReply page = chat.after(Position.ORIGIN, 100, 1_000_000);
    assertThat(page.base()).isEqualTo(positions.get(6));
    assertThat(page.texts()).containsExactly("8", "9", "10", "11");
  }

  @Test
  void retentionTrimsInSteps() {
    chat.pushMany(1500);
    assertThat(chat.appendOnce(10, chat.message("own"))).isEmpty();
    assertThat(chat.appendOnce(10, chat.message("own"))).isEmpty();
    assertThat(chat.appendOnce(10, chat.message("own"))).isPresent();
    assertThat(chat.lines()).hasSize(1501 - 512);
    chat.appendOnce(10, chat.message("own"));
    chat.appendOnce(10, chat.message("own"));
    assertThat(chat.lines()).hasSize(10);
    assertThat(chat.redis.hlen(new String(chat.keys.marks(chat.room), UTF_8))).isZero();
  }

  @Test
  void nothingIsAppendedWhileLinesOfOthersAreToBeWalkedOver() {
    chat.pushMany(600);
    NewMessage message = chat.message("own");
    assertThat(chat.appendOnce(0, message)).isEmpty();
    assertThat(chat.lines()).hasSize(600);
    assertThat(chat.append(message).positions().get(0).seq()).isEqualTo(601);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "head", "ids"})
  void keyOfAnotherTypeLeavesEverythingAsItWas(String which) {
    chat.append(chat.message("before"));
    NewMessage message = chat.message("refused");
    byte[] key =
        switch (which) {
          case "head" -> chat.keys.head(chat.room);
          case "ids" -> chat.keys.ids(chat.room, message.id());
          default -> chat.keys.logKey(chat.room);
        };
    chat.redis.set(key, "something else".getBytes(UTF_8));
    refuses(TestRedis.shared().connections(), message, Reason.NOT_A_LOG);
  }

  @Test
  void fullMemoryLeavesEverythingAsItWas() {
    try (OwnRedis own = TestRedis.own()) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      chat.append(chat.message("before"));
      chat.redis.configSet("maxmemory", "1");
      refuses(own.connections(), chat.message("refused"), Reason.OUT_OF_MEMORY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"resetchannels", "&* -publish", "&* -ltrim", "&* -pexpireat", "&* -rpush"})
  void userWhoMayNotDoAllOfItLeavesEverythingAsItWas(String rule) {
    try (OwnRedis own = TestRedis.own("user mute on nopass ~* +@all " + rule)) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      chat.append(chat.message("before"), chat.message("before"));
      RedisAddress address =
          RedisAddress.parse(own.address().toString().replace("//", "//mute@"), Optional.empty());
      RedisConnections mute =
          new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
      refuses(mute, chat.message("refused"), Reason.DENIED);
    }
  }

  private void refuses(RedisConnections connections, NewMessage message, Reason reason) {
    Map<String, String> before = chat.everything();
    try (RedisMessageLog log =
        new RedisMessageLog(connections, chat.keys, 1, 1, RedisObserver.NONE)) {
      assertThatThrownBy(() -> log.append(message).get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LogException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
    assertThat(chat.everything()).isEqualTo(before);
  }
}
