package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;

class EditScriptTest {
  private static final Instant LATER = Instant.parse("2026-11-23T18:30:00.456Z");

  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  private NewEdit edit(String from, long seq, String text) {
    return new NewEdit(chat.room, MessageId.create(), new UserName(from), LATER, seq, text);
  }

  private NewErasure erasure(String from, long seq) {
    return new NewErasure(chat.room, MessageId.create(), new UserName(from), LATER, seq);
  }

  private static String body(NewEntry entry) {
    return new String(EntryCodec.encode(entry), UTF_8);
  }

  private Position position(NewEntry entry) {
    return chat.append(entry).positions().get(0);
  }

  private static String line(Position position, String rest) {
    return "{\"seq\":" + position.seq() + ",\"tag\":\"" + position.tag() + "\"," + rest;
  }

  private static String rewritten(Position position, NewEntry was, long by, String says) {
    String body = body(was);
    String front = body.substring(1, body.indexOf("\"at\":")) + "\"at\":\"" + was.at() + "\",";
    return line(
        position,
        "\"was\":\""
            + ReferenceLog.sha1(body.getBytes(UTF_8))
            + "\",\"changed\":"
            + by
            + ",\"changed_at\":\"2026-11-23T18:30:00.456Z\","
            + front
            + says
            + "}");
  }

  @Test
  void editGivesTheMessageItsWordsAndStandsInTheLogItself() {
    NewMessage message = chat.message("old 火");
    Position first = position(message);
    Position second = position(chat.message("between"));
    NewEdit edit = edit("alice", 1, "new \u0007 火");
    Position third = position(edit);
    assertThat(third)
        .isEqualTo(new Position(3, ReferenceLog.nextTag(second.tag(), EntryCodec.encode(edit))));
    assertThat(chat.lines().get(0))
        .isEqualTo(rewritten(first, message, 3, "\"text\":\"new \\u0007 火\""));
    assertThat(chat.lines().get(2)).isEqualTo(line(third, body(edit).substring(1)));
  }

  @Test
  void onlyTheNewestEditHoldsItsWords() {
    NewMessage message = chat.message("first");
    Position at = position(message);
    NewEdit edit = edit("alice", 1, "second");
    Position second = position(edit);
    position(edit("alice", 1, "third"));
    assertThat(chat.lines().get(0)).isEqualTo(rewritten(at, message, 3, "\"text\":\"third\""));
    assertThat(chat.lines().get(1)).isEqualTo(rewritten(second, edit, 3, "\"edit\":1"));
    assertThat(String.join("\n", chat.lines())).doesNotContain("first", "second");
  }

  @Test
  void erasedWordsAreGoneFromTheWholeList() {
    NewMessage message = chat.message("secret one");
    Position at = position(message);
    chat.append(edit("alice", 1, "secret two"));
    chat.append(edit("alice", 1, "secret three"));
    chat.append(chat.message("other"));
    NewErasure erasure = erasure("alice", 1);
    Position last = position(erasure);
    assertThat(chat.lines()).hasSize(5);
    assertThat(chat.lines().get(0)).isEqualTo(rewritten(at, message, 5, "\"erased\":true"));
    assertThat(chat.lines().get(4)).isEqualTo(line(last, body(erasure).substring(1)));
    assertThat(String.join("\n", chat.lines())).doesNotContain("secret").contains("other");
  }

  @Test
  void textThatLooksLikeOurFormIsOnlyText() {
    String nasty = "\",\"text\":\"x\",\"erased\":true}{\"was\":\"\\";
    chat.append(chat.message(nasty));
    chat.append(edit("alice", 1, nasty + nasty));
    chat.append(edit("alice", 1, nasty));
    assertThat(chat.lines().get(0))
        .endsWith(
            body(chat.message(nasty)).substring(body(chat.message(nasty)).indexOf("\"text\":")));
    assertThat(chat.after(Position.ORIGIN, 9, 100_000).status()).isEqualTo("ok");
  }

  @Test
  void cursorsFromBeforeTheEditGoOn() {
    List<Position> held = chat.appendMany(5);
    chat.append(edit("alice", 3, "new"));
    chat.append(erasure("alice", 5));
    for (Position cursor : held) {
      ScriptRoom.PageReply page = chat.after(cursor, 100, 1_000_000);
      assertThat(page.status()).isEqualTo("ok");
      assertThat(page.lines()).hasSize((int) (7 - cursor.seq()));
    }
    assertThat(chat.fork(held.get(4))).containsExactly(1L, 0L);
  }

  @Test
  void chainStillVerifiesFromTheFront() {
    chat.pushMany(70);
    chat.appendMany(70);
    for (int i = 0; i < 40; i++) {
      chat.append(edit("alice", 71 + i % 20, "edit " + i));
    }
    chat.append(erasure("alice", 75));
    Position head = chat.after(Position.ORIGIN, 0, 0).head();
    chat.redis.del(new String(chat.keys.head(chat.room), UTF_8));
    assertThat(chat.after(Position.ORIGIN, 0, 0).head()).isEqualTo(head);
  }

  @Test
  void retriesAreAnsweredWithTheFirstPlace() {
    chat.append(chat.message("old"));
    NewEdit edit = edit("alice", 1, "new");
    NewErasure erasure = erasure("alice", 1);
    Position edited = position(edit);
    Position erased = position(erasure);
    List<String> lines = chat.lines();
    assertThat(chat.append(edit).duplicates()).containsExactly(true);
    assertThat(chat.append(erasure).duplicates()).containsExactly(true);
    assertThat(position(edit)).isEqualTo(edited);
    assertThat(position(erasure)).isEqualTo(erased);
    assertThat(chat.lines()).isEqualTo(lines);
  }

  @ParameterizedTest
  @CsvSource({
    "alice, 0, MESSAGE_ABSENT",
    "alice, 1, MESSAGE_ABSENT",
    "alice, 8, MESSAGE_ABSENT",
    "alice, 9007199254740993, MESSAGE_ABSENT",
    "alice, 3, NOT_A_MESSAGE",
    "redis, 3, NOT_A_MESSAGE",
    "alice, 6, NOT_A_MESSAGE",
    "alice, 7, NOT_A_MESSAGE",
    "bob, 4, NOT_THE_AUTHOR",
    "bob, 5, NOT_THE_AUTHOR",
    "alice, 5, MESSAGE_ERASED"
  })
  void whatCannotBeChangedIsRefusedAndEverythingStaysAsItWas(String from, long seq, Reason reason) {
    chat.append(chat.message("trimmed"));
    chat.append(chat.message("kept"));
    chat.push("foreign");
    chat.after(Position.ORIGIN, 0, 0);
    chat.append(chat.message("edited"), chat.message("erased"));
    chat.append(edit("alice", 4, "new"));
    assertThat(chat.appendOnce(6, erasure("alice", 5))).isPresent();
    assertThat(chat.lines()).hasSize(6);
    refuses(TestRedis.shared().connections(), edit(from, seq, "x"), reason);
    refuses(TestRedis.shared().connections(), erasure(from, seq), reason);
  }

  @Test
  void lineOfAnotherProgramThatOnlyLooksLikeAMessageCannotBeChanged() {
    chat.append(chat.message("ours"));
    chat.push("{\"seq\":2,\"tag\":\"0123456789abcdef\"," + body(chat.message("not")).substring(1));
    chat.append(chat.message("ours"));
    refuses(TestRedis.shared().connections(), edit("alice", 2, "mine"), Reason.NOT_A_MESSAGE);
  }

  @Test
  void messageThatRetentionTakesWithTheEditIsNoTrouble() {
    List<Position> positions = chat.appendMany(4);
    assertThat(chat.appendOnce(4, edit("alice", 1, "new"))).isPresent();
    ScriptRoom.PageReply page = chat.after(Position.ORIGIN, 100, 1_000_000);
    assertThat(page.base()).isEqualTo(positions.get(0));
    assertThat(page.lines()).hasSize(4);
    assertThat(String.join("\n", page.lines())).doesNotContain("\"was\"");
  }

  @Test
  void nothingIsChangedWhileLinesOfOthersAreToBeWalkedOver() {
    chat.append(chat.message("old"));
    chat.pushMany(600);
    List<String> lines = chat.lines();
    NewEdit edit = edit("alice", 1, "new");
    assertThat(chat.appendOnce(0, edit)).isEmpty();
    assertThat(chat.lines()).isEqualTo(lines);
    assertThat(position(edit).seq()).isEqualTo(602);
  }

  @Test
  void exactlyTheNewEntryIsPublished() throws Exception {
    chat.append(chat.message("old"));
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
    NewEdit edit = edit("alice", 1, "new");
    chat.append(edit);
    chat.append(edit);
    chat.append(erasure("alice", 1));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).endsWith(body(edit).substring(1));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(chat.lines().get(2));
    ear.unsubscribe();
    thread.join(10_000);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lset", "-rpush", "-publish"})
  void userWhoMayNotDoAllOfItLeavesEverythingAsItWas(String rule) {
    try (OwnRedis own = TestRedis.own("user mute on nopass ~* &* +@all " + rule)) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      chat.append(chat.message("before"));
      RedisAddress address =
          RedisAddress.parse(own.address().toString().replace("//", "//mute@"), Optional.empty());
      RedisConnections mute =
          new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
      refuses(mute, edit("alice", 1, "refused"), Reason.DENIED);
    }
  }

  private void refuses(RedisConnections connections, NewEntry entry, Reason reason) {
    Map<String, String> before = chat.everything();
    try (RedisMessageLog log =
        new RedisMessageLog(connections, chat.keys, 1, 1, RedisObserver.NONE)) {
      assertThatThrownBy(() -> log.append(entry).get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LogException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
    assertThat(chat.everything()).isEqualTo(before);
  }
}
