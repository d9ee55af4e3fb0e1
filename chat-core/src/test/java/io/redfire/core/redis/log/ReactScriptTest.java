package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.Position;
import io.redfire.core.log.Reacted;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReactScriptTest {
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

  private NewReaction reaction(String from, long seq, String emoji, boolean removed) {
    return new NewReaction(
        chat.room, MessageId.create(), new UserName(from), LATER, seq, emoji, removed);
  }

  private Position react(String from, long seq, String emoji) {
    return position(reaction(from, seq, emoji, false));
  }

  private Position unreact(String from, long seq, String emoji) {
    return position(reaction(from, seq, emoji, true));
  }

  private NewEdit edit(long seq, String text) {
    return new NewEdit(chat.room, MessageId.create(), new UserName("alice"), LATER, seq, text);
  }

  private NewErasure erasure(long seq) {
    return new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, seq);
  }

  private Position position(NewEntry entry) {
    return chat.append(entry).positions().get(0);
  }

  private static String body(NewEntry entry) {
    return new String(EntryCodec.encode(entry), UTF_8);
  }

  private static String line(Position position, String rest) {
    return "{\"seq\":" + position.seq() + ",\"tag\":\"" + position.tag() + "\"," + rest;
  }

  /** The line of a message whose words nobody changed. */
  private static String shown(Position position, NewMessage was, String reactions, long by) {
    String body = body(was);
    return line(
        position,
        "\"was\":\""
            + ReferenceLog.sha1(body.getBytes(UTF_8))
            + "\","
            + body.substring(1, body.length() - 1)
            + ",\"reactions\":{"
            + reactions
            + "},\"reacted\":"
            + by
            + "}");
  }

  private Content.Text text(long seq) {
    Position before = Position.ORIGIN;
    for (String line : chat.lines().subList(0, (int) seq - 1)) {
      before = EntryCodec.decode(before, line.getBytes(UTF_8)).position();
    }
    byte[] line = chat.lines().get((int) seq - 1).getBytes(UTF_8);
    return (Content.Text) EntryCodec.decode(before, line).content();
  }

  @Test
  void reactionStandsInTheLogAndInTheMessagesLine() {
    NewMessage message = chat.message("hi 火");
    Position at = position(message);
    NewReaction reaction = reaction("bob", 1, "👍", false);
    Position second = position(reaction);
    assertThat(second)
        .isEqualTo(new Position(2, ReferenceLog.nextTag(at.tag(), EntryCodec.encode(reaction))));
    assertThat(chat.lines())
        .containsExactly(
            shown(at, message, "\"👍\":[\"bob\"]", 2), line(second, body(reaction).substring(1)));
    assertThat(body(reaction)).endsWith("\"react\":1,\"emoji\":\"👍\"}");
    assertThat(body(reaction("bob", 1, "👍", true))).endsWith("\"unreact\":1,\"emoji\":\"👍\"}");
    assertThat(EntryCodec.decode(at, chat.lines().get(1).getBytes(UTF_8)).content())
        .isEqualTo(new Content.Reaction(1, "👍", false));
  }

  @Test
  void eachEmojiAndUserStandsInTheOrderInWhichItCame() {
    position(chat.message("hi"));
    react("bob", 1, "👍");
    react("alice", 1, "❤️");
    react("alice", 1, "👍");
    react("小明", 1, "❤️");
    assertThat(text(1).echo().reactions())
        .containsExactly(
            new Reacted("👍", List.of("bob", "alice")), new Reacted("❤️", List.of("alice", "小明")));
    assertThat(text(1).echo().reactedBy()).isEqualTo(5);
    assertThat(text(1).change()).isNull();

    unreact("bob", 1, "👍");
    unreact("alice", 1, "👍");
    assertThat(text(1).echo().reactions())
        .containsExactly(new Reacted("❤️", List.of("alice", "小明")));
    react("bob", 1, "👍");
    assertThat(text(1).echo().reactions()).extracting(Reacted::emoji).containsExactly("❤️", "👍");
  }

  @Test
  void whereTheLastOneIsTakenBackTheLineStillTellsByWhat() {
    NewMessage message = chat.message("hi");
    Position at = position(message);
    react("bob", 1, "👍");
    unreact("bob", 1, "👍");
    assertThat(chat.lines().get(0)).isEqualTo(shown(at, message, "", 3));
    assertThat(text(1).shows()).isEqualTo(3);
    assertThat(text(1).echo().reactions()).isEmpty();
  }

  @Test
  void whatIsSoAlreadyIsAnsweredWithTheMessagesPlace() {
    Position at = position(chat.message("hi"));
    react("bob", 1, "👍");
    Map<String, String> before = chat.everything();
    AppendCall.Result again = chat.append(reaction("bob", 1, "👍", false));
    AppendCall.Result notThere = chat.append(reaction("carol", 1, "👍", true));
    AppendCall.Result otherEmoji = chat.append(reaction("bob", 1, "❤️", true));
    for (AppendCall.Result result : List.of(again, notThere, otherEmoji)) {
      assertThat(result.positions()).containsExactly(at);
      assertThat(result.duplicates()).containsExactly(true);
    }
    assertThat(chat.everything()).isEqualTo(before);
  }

  @Test
  void retriesAreAnsweredWithTheFirstPlaceThoughItWasTakenBack() {
    position(chat.message("hi"));
    NewReaction reaction = reaction("bob", 1, "👍", false);
    Position first = position(reaction);
    unreact("bob", 1, "👍");
    assertThat(chat.append(reaction).positions()).containsExactly(first);
    assertThat(text(1).echo().reactions()).isEmpty();
    assertThat(chat.lines()).hasSize(3);
  }

  @Test
  void editKeepsReactionsAndErasureTakesThem() {
    String nasty = "\",\"reactions\":{\"x\":[\"eve\"]},\"reacted\":9}\\";
    position(chat.message(nasty));
    react("bob", 1, "👍");
    position(edit(1, nasty + nasty));
    assertThat(text(1).text()).isEqualTo(nasty + nasty);
    assertThat(text(1).change()).isNotNull().extracting(Change::seq).isEqualTo(3L);
    react("alice", 1, "👍");
    position(edit(1, nasty));
    assertThat(text(1).echo().reactions())
        .containsExactly(new Reacted("👍", List.of("bob", "alice")));
    assertThat(text(1).text()).isEqualTo(nasty);
    assertThat(text(1).shows()).isEqualTo(5);
    position(erasure(1));
    assertThat(chat.lines().get(0)).endsWith("\"erased\":true}").doesNotContain("👍", "eve");
  }

  @Test
  void chainStillVerifiesFromTheFrontAndCursorsGoOn() {
    chat.pushMany(70);
    List<Position> held = chat.appendMany(70);
    for (int i = 0; i < 40; i++) {
      react("user" + i, 71 + i % 20, "👍");
      unreact("user" + i, 71 + i % 20, "👍");
      react("user" + i, 71 + i % 20, "❤️");
      position(edit(71 + i % 20, "edit " + i));
    }
    Position head = chat.after(Position.ORIGIN, 0, 0).head();
    chat.redis.del(new String(chat.keys.head(chat.room), UTF_8));
    assertThat(chat.after(Position.ORIGIN, 0, 0).head()).isEqualTo(head);
    assertThat(chat.fork(held.get(69))).containsExactly(1L, 0L);
  }

  @Test
  void rewoundReactionIsGoneWithTheListAndCanBeMadeAgain() {
    position(chat.message("hi"));
    List<String> copy = chat.lines();
    NewReaction reaction = reaction("bob", 1, "👍", false);
    position(reaction);
    chat.redis.ltrim(new String(chat.keys.logKey(chat.room), UTF_8), 0, 0);
    chat.redis.lset(new String(chat.keys.logKey(chat.room), UTF_8), 0, copy.get(0));
    assertThat(chat.append(reaction).duplicates()).containsExactly(false);
    assertThat(text(1).echo().reactions()).containsExactly(new Reacted("👍", List.of("bob")));
  }

  @Test
  void moreEmojiThanAMessageMayHaveAreRefusedAndThoseItHasAreNot() {
    position(chat.message("hi"));
    for (int i = 0; i < NewReaction.MOST_EMOJI; i++) {
      react("alice", 1, emoji(i));
    }
    String full = chat.lines().get(0);
    for (int i = 0; i < 10 * NewReaction.MOST_EMOJI; i++) {
      NewReaction more = reaction("bob", 1, emoji(100 + i), false);
      assertThatThrownBy(() -> chat.append(more))
          .isInstanceOfSatisfying(
              LogException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_MANY_REACTIONS));
    }
    assertThat(chat.lines().get(0)).isEqualTo(full);
    react("bob", 1, emoji(7));
    unreact("alice", 1, emoji(3));
    react("bob", 1, emoji(999));
    assertThat(text(1).echo().reactions()).hasSize(NewReaction.MOST_EMOJI);
  }

  private static String emoji(int number) {
    return Character.toString(0x1f300 + number);
  }

  @Test
  void moreReactionsThanAMessageMayHaveAreRefused() {
    position(chat.message("hi"));
    for (int i = 0; i < NewReaction.MOST_REACTIONS; i++) {
      react("u" + i, 1, i % 2 == 0 ? "👍" : "❤️");
    }
    for (int i = 0; i < 10; i++) {
      refuses(reaction("more" + i, 1, "👍", false), Reason.TOO_MANY_REACTIONS);
    }
    assertThat(chat.append(reaction("u0", 1, "👍", false)).duplicates()).containsExactly(true);
    unreact("u0", 1, "👍");
    react("more", 1, "👍");
    assertThat(text(1).echo().reactions().get(0).users()).endsWith("more").hasSize(500);
  }

  @Test
  void longNamesTakeNoMoreThanTheirBytes() {
    position(chat.message("hi"));
    int count = 0;
    try {
      while (count < NewReaction.MOST_REACTIONS) {
        react("火".repeat(60) + (1000 + count), 1, "👍");
        count++;
      }
    } catch (LogException full) {
      assertThat(full.reason()).isEqualTo(Reason.TOO_MANY_REACTIONS);
    }
    assertThat(count).isBetween(150, 200);
    assertThat(chat.lines().get(0).getBytes(UTF_8).length)
        .isLessThan(NewReaction.MOST_BYTES + 1024);
  }

  @ParameterizedTest
  @CsvSource({
    "0, MESSAGE_ABSENT",
    "1, MESSAGE_ABSENT",
    "8, MESSAGE_ABSENT",
    "9007199254740993, MESSAGE_ABSENT",
    "3, NOT_A_MESSAGE",
    "6, NOT_A_MESSAGE",
    "7, NOT_A_MESSAGE",
    "5, MESSAGE_ERASED"
  })
  void whatCannotBeReactedToIsRefusedAndEverythingStaysAsItWas(long seq, Reason reason) {
    chat.append(chat.message("trimmed"));
    chat.append(chat.message("kept"));
    chat.push("foreign");
    chat.after(Position.ORIGIN, 0, 0);
    chat.append(chat.message("edited"), chat.message("erased"));
    react("bob", 4, "👍");
    assertThat(chat.appendOnce(6, erasure(5))).isPresent();
    refuses(reaction("bob", seq, "👍", false), reason);
    refuses(reaction("bob", seq, "👍", true), reason);
  }

  @Test
  void lineOfAnotherProgramThatOnlyLooksLikeAMessageHasNoReactions() {
    chat.append(chat.message("ours"));
    chat.push("{\"seq\":2,\"tag\":\"0123456789abcdef\"," + body(chat.message("not")).substring(1));
    chat.append(chat.message("ours"));
    refuses(reaction("bob", 2, "👍", false), Reason.NOT_A_MESSAGE);
  }

  @Test
  void messageThatRetentionTakesWithTheReactionIsNoTrouble() {
    List<Position> positions = chat.appendMany(4);
    assertThat(chat.appendOnce(4, reaction("bob", 1, "👍", false))).isPresent();
    ScriptRoom.PageReply page = chat.after(Position.ORIGIN, 100, 1_000_000);
    assertThat(page.base()).isEqualTo(positions.get(0));
    assertThat(String.join("\n", page.lines())).doesNotContain("reactions");
  }

  @Test
  void nothingIsChangedWhileLinesOfOthersAreToBeWalkedOver() {
    chat.append(chat.message("hi"));
    chat.pushMany(600);
    List<String> lines = chat.lines();
    NewReaction reaction = reaction("bob", 1, "👍", false);
    assertThat(chat.appendOnce(0, reaction)).isEmpty();
    assertThat(chat.lines()).isEqualTo(lines);
    assertThat(position(reaction).seq()).isEqualTo(602);
  }

  @Test
  void reactionIsNoUnreadMessage() {
    position(chat.message("hi"));
    react("bob", 1, "👍");
    assertThat(chat.redis.zrange(new String(chat.keys.quiet(chat.room), UTF_8), 0, -1))
        .containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lset", "-rpush", "-publish", "-zadd"})
  void userWhoMayNotDoAllOfItLeavesEverythingAsItWas(String rule) {
    try (OwnRedis own = TestRedis.own("user mute on nopass ~* &* +@all " + rule)) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      chat.append(chat.message("before"));
      RedisAddress address =
          RedisAddress.parse(own.address().toString().replace("//", "//mute@"), Optional.empty());
      RedisConnections mute =
          new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
      refuses(mute, reaction("bob", 1, "👍", false), Reason.DENIED);
    }
  }

  private void refuses(NewEntry entry, Reason reason) {
    refuses(TestRedis.shared().connections(), entry, reason);
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
