package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that answer others or are in threads, and threads as they are read. */
class ReplyScriptTest {
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

  private NewMessage tied(String text, long replyTo, long thread) {
    return chat.message(text).tiedBy(new Ties(replyTo, thread));
  }

  private Position say(String text, long replyTo, long thread) {
    return position(tied(text, replyTo, thread));
  }

  private NewErasure erasure(long seq) {
    return new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, seq);
  }

  private Position position(NewEntry entry) {
    return chat.append(entry).positions().get(0);
  }

  private Content content(long seq) {
    try (RedisMessageLog log = log(TestRedis.shared().connections())) {
      return log.readBefore(chat.room, seq + 1, 1).entries().get(0).content();
    }
  }

  private Gathered thread(long root, long from, int limit) {
    try (RedisMessageLog log = log(TestRedis.shared().connections())) {
      return log.thread(chat.room, root, from, limit);
    }
  }

  private RedisMessageLog log(RedisConnections connections) {
    return new RedisMessageLog(connections, chat.keys, 0, 1, RedisObserver.NONE);
  }

  private static List<Long> seqs(Gathered thread) {
    return thread.entries().stream().map(Entry::seq).toList();
  }

  @Test
  void replySaysWhatItAnswersAndChangesNothingElse() {
    chat.append(chat.message("question"));
    String before = chat.lines().get(0);
    NewMessage reply = tied("answer", 1, 0);
    Position at = position(reply);
    String body = new String(EntryCodec.encode(reply), UTF_8);
    assertThat(body).endsWith("\"text\":\"answer\",\"reply\":1}");
    assertThat(chat.lines().get(1)).endsWith(body.substring(1));
    assertThat(chat.lines().get(0)).isEqualTo(before);
    assertThat(at.tag()).isEqualTo(ReferenceLog.nextTag(tag(1), EntryCodec.encode(reply)));
    assertThat(((Content.Text) content(2)).ties()).isEqualTo(new Ties(1, 0));
  }

  private String tag(int seq) {
    return EntryCodec.claim(chat.lines().get(seq - 1).getBytes(UTF_8)).orElseThrow().tag();
  }

  @Test
  void rootCountsItsReplies() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    chat.append(chat.message("between"));
    say("two", 2, 1);
    Content.Text root = (Content.Text) content(1);
    assertThat(root.text()).isEqualTo("root");
    assertThat(root.change()).isNull();
    assertThat(root.echo().replies()).isEqualTo(2);
    assertThat(root.echo().lastReply()).isEqualTo(4);
    assertThat(root.shows()).isEqualTo(4);
    assertThat(((Content.Text) content(4)).ties()).isEqualTo(new Ties(2, 1));
    assertThat(chat.lines().get(3)).endsWith("\"reply\":2,\"thread\":1,\"earlier\":2}");
  }

  @Test
  void threadIsReadInPagesFromItsEnd() {
    chat.append(chat.message("root"));
    List<Long> replies = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      replies.add(say("reply " + i, 0, 1).seq());
      chat.append(chat.message("other"));
    }
    List<Long> read = new ArrayList<>();
    long from = 0;
    do {
      Gathered page = thread(1, from, 10);
      assertThat(page.entries().get(0).seq()).isEqualTo(1);
      assertThat(page.bounds().head().seq()).isEqualTo(51);
      read.addAll(0, seqs(page).subList(1, page.entries().size()));
      from = page.next();
    } while (from > 0);
    assertThat(read).isEqualTo(replies);
    assertThat(seqs(thread(3, 0, 10))).containsExactly(3L);
  }

  @Test
  void entriesOfAThreadAreThoseOfTheLog() {
    chat.pushMany(70);
    chat.append(chat.message("root"));
    for (int i = 0; i < 5; i++) {
      say("reply " + i, 0, 71);
      chat.push("foreign");
    }
    try (RedisMessageLog log = log(TestRedis.shared().connections())) {
      List<Entry> all = log.readBefore(chat.room, Long.MAX_VALUE, 100).entries();
      assertThat(log.thread(chat.room, 71, 0, 10).entries()).isSubsetOf(all).hasSize(6);
    }
  }

  @Test
  void longLinesEndAPageEarlier() {
    chat.append(chat.message("root"));
    for (int i = 0; i < 5; i++) {
      say("x".repeat(30_000), 0, 1);
    }
    Gathered page = thread(1, 0, 10);
    assertThat(seqs(page)).containsExactly(1L, 5L, 6L);
    assertThat(page.next()).isEqualTo(4);
  }

  @Test
  void erasedReplyCountsNoMoreAndKeepsItsPlaceInTheThread() {
    chat.append(chat.message("root"));
    say("one", 1, 1);
    say("two", 1, 1);
    say("three", 1, 1);
    NewErasure erasure = erasure(3);
    position(erasure);
    Content.Text root = (Content.Text) content(1);
    assertThat(root.echo().replies()).isEqualTo(2);
    assertThat(root.echo().lastReply()).isEqualTo(4);
    assertThat(root.shows()).isEqualTo(5);
    assertThat(((Content.Erased) content(3)).ties()).isEqualTo(new Ties(0, 1));
    assertThat(content(5)).isEqualTo(new Content.Erasure(3, 1));
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(chat.append(erasure).duplicates()).containsExactly(true);
    assertThat(((Content.Text) content(1)).echo().replies()).isEqualTo(2);
  }

  @Test
  void erasedRootKeepsItsThreadWhichGoesOn() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    position(erasure(1));
    say("two", 0, 1);
    Content.Erased root = (Content.Erased) content(1);
    assertThat(root.echo().replies()).isEqualTo(2);
    assertThat(root.echo().lastReply()).isEqualTo(4);
    assertThat(root.change().seq()).isEqualTo(3);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 4L);
  }

  @Test
  void editKeepsWhatAMessageIsTiedTo() {
    chat.append(chat.message("root"));
    say("one", 1, 1);
    say("two", 0, 1);
    position(new NewEdit(chat.room, MessageId.create(), new UserName("alice"), LATER, 3, "new"));
    position(new NewEdit(chat.room, MessageId.create(), new UserName("alice"), LATER, 1, "new"));
    assertThat(((Content.Text) content(3)).ties()).isEqualTo(new Ties(0, 1));
    assertThat(((Content.Text) content(1)).echo().replies()).isEqualTo(2);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void chainStillVerifiesFromTheFront() {
    chat.pushMany(70);
    chat.appendMany(10);
    for (int i = 0; i < 40; i++) {
      say("reply " + i, 71 + i % 3, 71 + i % 5);
    }
    for (int i = 0; i < 20; i++) {
      position(erasure(81 + i * 2));
    }
    Position head = chat.after(Position.ORIGIN, 0, 0).head();
    chat.redis.del(new String(chat.keys.head(chat.room), UTF_8));
    assertThat(chat.after(Position.ORIGIN, 0, 0).head()).isEqualTo(head);
  }

  @Test
  void retriesAreAnsweredWithTheFirstPlaceAndCountOnce() {
    chat.append(chat.message("root"));
    NewMessage reply = tied("one", 0, 1);
    Position first = position(reply);
    List<String> lines = chat.lines();
    assertThat(chat.append(reply).positions()).containsExactly(first);
    assertThat(chat.append(reply).duplicates()).containsExactly(true);
    assertThat(chat.lines()).isEqualTo(lines);
  }

  @Test
  void threadWhoseRootIsTrimmedIsOver() {
    chat.append(chat.message("other"));
    chat.append(chat.message("root"));
    say("one", 0, 2);
    assertThat(chat.appendOnce(2, tied("two", 0, 2))).isPresent();
    refuses(tied("late", 0, 2), Reason.MESSAGE_ABSENT, "thread_seq");
    assertThat(((Content.Text) content(4)).ties()).isEqualTo(new Ties(0, 2));
  }

  @Test
  void rewoundReplyIsNotCountedAndLeadsNowhere() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    List<String> copy = chat.lines();
    say("two", 0, 1);
    chat.redis.ltrim(new String(chat.keys.logKey(chat.room), UTF_8), 0, 1);
    chat.redis.lset(new String(chat.keys.logKey(chat.room), UTF_8), 0, copy.get(0));
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L);
    chat.append(chat.message("in its place"));
    assertThat(seqs(thread(1, 3, 10))).as("an old token").containsExactly(1L);
    say("three", 0, 1);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 4L);
    assertThat(((Content.Text) content(1)).echo().replies()).isEqualTo(2);
  }

  @Test
  void whatStandsInThePlaceOfWhatWasMeantIsNeitherAnsweredNorHasTheThread() {
    Position meant = chat.append(chat.message("root")).positions().get(0);
    Ties known = new Ties(1, 1, null, meant.tag(), meant.tag());
    assertThat(position(chat.message("one").tiedBy(known)).seq()).isEqualTo(2);
    chat.redis.del(new String(chat.keys.logKey(chat.room), UTF_8));
    Position other = chat.append(chat.message("another")).positions().get(0);
    assertThat(other.seq()).isEqualTo(1);
    NewMessage reply = chat.message("x").tiedBy(new Ties(1, 0, null, meant.tag(), ""));
    refuses(reply, Reason.MESSAGE_ABSENT, "reply_to_seq");
    NewMessage inThread = chat.message("x").tiedBy(new Ties(1, 1, null, other.tag(), meant.tag()));
    refuses(inThread, Reason.MESSAGE_ABSENT, "thread_seq");
  }

  @Test
  void threadGoesOnWhereTheListsEndWasCutOff() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    say("lost", 0, 1);
    chat.redis.rpop(new String(chat.keys.logKey(chat.room), UTF_8));
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L);
    assertThat(say("in its place", 0, 1).seq()).isEqualTo(3);
    assertThat(chat.lines().get(2)).endsWith("\"thread\":1,\"earlier\":2}");
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 3L);
    say("two", 0, 1);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void threadThatLeadsInACircleEnds() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    String body = new String(EntryCodec.encode(tied("two", 0, 1)), UTF_8);
    body = body.substring(0, body.length() - 1) + ",\"earlier\":3}";
    String tag = ReferenceLog.nextTag(tag(2), body.getBytes(UTF_8));
    chat.push("{\"seq\":3,\"tag\":\"" + tag + "\"," + body.substring(1));
    assertThat(seqs(thread(1, 3, 10))).containsExactly(1L, 3L);
    assertThat(thread(1, 3, 10).next()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, MESSAGE_ABSENT",
    "1, MESSAGE_ABSENT",
    "9, MESSAGE_ABSENT",
    "9007199254740993, MESSAGE_ABSENT",
    "3, NOT_A_MESSAGE",
    "6, NOT_A_MESSAGE"
  })
  void whatIsNoMessageIsNeitherAnsweredNorHasAThread(long seq, Reason reason) {
    chat.append(chat.message("trimmed"));
    chat.append(chat.message("kept"));
    chat.push("foreign");
    chat.after(Position.ORIGIN, 0, 0);
    chat.append(chat.message("root"), chat.message("erased"));
    assertThat(chat.appendOnce(5, erasure(5))).isPresent();
    if (seq > 0) {
      refuses(tied("x", seq, 0), reason, "reply_to_seq");
      refuses(tied("x", 0, seq), reason, "thread_seq");
      refuses(tied("x", 4, seq), reason, "thread_seq");
      assertThatThrownBy(() -> thread(seq, 0, 10))
          .isInstanceOfSatisfying(
              LogException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
    refuses(tied("x", 5, 0), Reason.MESSAGE_ERASED, "reply_to_seq");
  }

  @Test
  void threadOfAMessageInAThreadIsRefusedWithTheRightOne() {
    chat.append(chat.message("root"));
    say("one", 0, 1);
    LogException refused = refuses(tied("x", 0, 2), Reason.THREAD_NESTED, "thread_seq");
    assertThat(refused.rightSeq()).isEqualTo(1);
    assertThatThrownBy(() -> thread(2, 0, 10))
        .isInstanceOfSatisfying(
            LogException.class, failure -> assertThat(failure.rightSeq()).isEqualTo(1));
    assertThat(say("fine", 2, 0).seq()).isEqualTo(3);
  }

  @Test
  void wordsThatLookLikeOurFormAreOnlyWords() {
    String nasty = "\",\"thread\":1,\"earlier\":1,\"replies\":9,\"replied\":9}\\";
    chat.append(chat.message(nasty));
    say(nasty, 1, 1);
    say(nasty, 1, 1);
    Content.Text root = (Content.Text) content(1);
    assertThat(root.text()).isEqualTo(nasty);
    assertThat(root.echo().replies()).isEqualTo(2);
    assertThat(((Content.Text) content(3)).text()).isEqualTo(nasty);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void plainMessagesGoTogetherAndTiedOnesByAScriptOfTheirOwn() {
    chat.append(chat.message("root"));
    RoomAppends room = new RoomAppends(chat.room);
    for (NewMessage message :
        List.of(chat.message("a"), chat.message("b"), tied("c", 1, 0), chat.message("d"))) {
      room.add(
          new PendingAppend(
              message, new Lane(), 0, 0, 0, new CompletableFuture<>(), RedisObserver.NONE));
    }
    assertThat(room.next(10, 10)).extracting(List::size).containsExactly(2, 1, 1);
    assertThat(room.next(3, 10)).extracting(List::size).containsExactly(2, 1);
    assertThat(room.next(10, 1)).extracting(List::size).containsExactly(2);
    room.settled(room.next(10, 1).get(0));
    assertThat(room.next(1, 10)).extracting(List::size).containsExactly(1);
  }

  @Test
  void nothingIsChangedWhileLinesOfOthersAreToBeWalkedOver() {
    chat.append(chat.message("root"));
    chat.pushMany(600);
    List<String> lines = chat.lines();
    NewMessage reply = tied("one", 0, 1);
    assertThat(chat.appendOnce(0, reply)).isEmpty();
    assertThat(chat.lines()).isEqualTo(lines);
    assertThat(position(reply).seq()).isEqualTo(602);
    assertThat(seqs(thread(1, 0, 10))).containsExactly(1L, 602L);
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
      refuses(mute, tied("x", 0, 1), Reason.DENIED, "seq");
    }
  }

  private LogException refuses(NewEntry entry, Reason reason, String about) {
    return refuses(TestRedis.shared().connections(), entry, reason, about);
  }

  private LogException refuses(
      RedisConnections connections, NewEntry entry, Reason reason, String about) {
    Map<String, String> before = chat.everything();
    LogException refused;
    try (RedisMessageLog log = log(connections)) {
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> log.append(entry).get(20, TimeUnit.SECONDS));
      refused = (LogException) requireNonNull(failure.getCause());
    }
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.about()).isEqualTo(about);
    assertThat(chat.everything()).isEqualTo(before);
    return refused;
  }
}
