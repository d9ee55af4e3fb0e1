package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Gathered;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.Position;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are pinned, and the index by which they are found. */
class PinScriptTest {
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

  private NewPin wish(long seq, boolean removed) {
    return new NewPin(chat.room, MessageId.create(), new UserName("bob"), LATER, seq, removed);
  }

  private Position pin(long seq) {
    return position(wish(seq, false));
  }

  private Position unpin(long seq) {
    return position(wish(seq, true));
  }

  private Position position(NewEntry entry) {
    return chat.append(entry).positions().get(0);
  }

  private Gathered pins(long from, int limit) {
    try (RedisMessageLog log = log(TestRedis.shared().connections())) {
      return log.pins(chat.room, from, limit);
    }
  }

  private List<Long> pinned() {
    return pins(0, 1000).entries().stream().map(Entry::seq).toList();
  }

  private Content.Text text(long seq) {
    try (RedisMessageLog log = log(TestRedis.shared().connections())) {
      return (Content.Text) log.readBefore(chat.room, seq + 1, 1).entries().get(0).content();
    }
  }

  private RedisMessageLog log(RedisConnections connections) {
    return new RedisMessageLog(connections, chat.keys, 0, 1, RedisObserver.NONE);
  }

  private List<String> index() {
    return chat.redis.zrange(new String(chat.keys.pins(chat.room), UTF_8), 0, -1);
  }

  @Test
  void pinStandsInTheLogAndInTheMessagesLine() {
    chat.append(chat.message("hi"));
    pin(1);
    assertThat(chat.lines().get(1)).endsWith("\"pin\":1}");
    assertThat(chat.lines().get(0)).endsWith("\"text\":\"hi\",\"pinned\":2}");
    assertThat(text(1).echo().pinnedBy()).isEqualTo(2);
    assertThat(text(1).change()).isNull();
    unpin(1);
    assertThat(chat.lines().get(2)).endsWith("\"unpin\":1}");
    assertThat(chat.lines().get(0)).endsWith("\"text\":\"hi\",\"unpinned\":3}");
    assertThat(text(1).echo().pinnedBy()).isZero();
    assertThat(text(1).shows()).isEqualTo(3);
    assertThat(index()).isEmpty();
    byte[] line = chat.lines().get(0).getBytes(UTF_8);
    Position first = EntryCodec.claim(line).orElseThrow();
    assertThat(EntryCodec.decode(first, chat.lines().get(1).getBytes(UTF_8)).content())
        .isEqualTo(new Content.Pin(1, false));
  }

  @Test
  void theLastPinnedIsTheFirstListed() {
    chat.appendMany(5);
    pin(2);
    pin(4);
    pin(1);
    assertThat(pinned()).containsExactly(1L, 4L, 2L);
    unpin(1);
    pin(5);
    assertThat(pinned()).containsExactly(5L, 4L, 2L);
  }

  @Test
  void pinsAreReadInPages() {
    chat.appendMany(7);
    for (int i = 1; i <= 7; i++) {
      pin(i);
    }
    List<Long> read = new ArrayList<>();
    long from = 0;
    do {
      Gathered page = pins(from, 3);
      page.entries().forEach(entry -> read.add(entry.seq()));
      from = page.next();
    } while (from > 0);
    assertThat(read).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void whatIsSoAlreadyIsAnsweredWithTheMessagesPlace() {
    Position at = chat.append(chat.message("hi")).positions().get(0);
    assertThat(unpin(1)).isEqualTo(at);
    NewPin pin = wish(1, false);
    Position first = position(pin);
    assertThat(pin(1)).isEqualTo(at);
    assertThat(chat.append(pin).positions()).containsExactly(first);
    assertThat(chat.append(pin).duplicates()).containsExactly(true);
    assertThat(chat.lines()).hasSize(2);
  }

  @Test
  void editAndReactionKeepThePinAndErasureEndsIt() {
    chat.append(chat.message("hi"), chat.message("other"));
    pin(1);
    position(new NewEdit(chat.room, MessageId.create(), new UserName("alice"), LATER, 1, "new"));
    position(
        new NewReaction(chat.room, MessageId.create(), new UserName("bob"), LATER, 1, "👍", false));
    assertThat(text(1).echo().pinnedBy()).isEqualTo(3);
    assertThat(text(1).echo().reactions()).hasSize(1);
    assertThat(pinned()).containsExactly(1L);
    position(new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, 1));
    assertThat(pinned()).isEmpty();
    assertThat(index()).isEmpty();
    assertThat(chat.lines().get(0)).endsWith("\"erased\":true}");
    refuses(wish(1, false), Reason.MESSAGE_ERASED);
  }

  @Test
  void whatTheIndexNamesWronglyIsNotShownAndKeepsNobodyFromPinning() {
    chat.appendMany(NewPin.MOST_PINS + 5);
    for (int i = 1; i <= NewPin.MOST_PINS - 1; i++) {
      pin(i);
    }
    String key = new String(chat.keys.pins(chat.room), UTF_8);
    for (int wrong : List.of(100, 101, 102, 5000)) {
      chat.redis.zadd(key, wrong, "" + wrong);
    }
    assertThat(pinned()).hasSize(NewPin.MOST_PINS - 1);
    pin(NewPin.MOST_PINS);
    assertThat(pinned()).hasSize(NewPin.MOST_PINS);
    assertThat(index()).hasSize(NewPin.MOST_PINS);
    for (int i = 0; i < 10; i++) {
      refuses(wish(NewPin.MOST_PINS + 1, false), Reason.TOO_MANY_PINS);
    }
    unpin(7);
    pin(NewPin.MOST_PINS + 1);
    assertThat(pinned()).hasSize(NewPin.MOST_PINS).doesNotContain(7L);
  }

  @Test
  void rewoundPinIsGoneWithTheList() {
    chat.append(chat.message("hi"), chat.message("other"));
    List<String> copy = chat.lines();
    pin(1);
    chat.redis.ltrim(new String(chat.keys.logKey(chat.room), UTF_8), 0, 1);
    chat.redis.lset(new String(chat.keys.logKey(chat.room), UTF_8), 0, copy.get(0));
    assertThat(pinned()).isEmpty();
    pin(2);
    assertThat(pinned()).containsExactly(2L);
  }

  @Test
  void trimmedMessageIsPinnedNoMore() {
    chat.appendMany(3);
    pin(1);
    assertThat(chat.appendOnce(3, wish(3, false))).isPresent();
    assertThat(pinned()).containsExactly(3L);
    assertThat(chat.appendOnce(2, wish(3, true))).isPresent();
    assertThat(index()).isEmpty();
  }

  @Test
  void chainStillVerifiesFromTheFront() {
    chat.pushMany(70);
    chat.appendMany(20);
    for (int i = 0; i < 40; i++) {
      position(wish(71 + i % 15, i % 4 == 3));
    }
    Position head = chat.after(Position.ORIGIN, 0, 0).head();
    List<Long> before = pinned();
    chat.redis.del(new String(chat.keys.head(chat.room), UTF_8));
    assertThat(chat.after(Position.ORIGIN, 0, 0).head()).isEqualTo(head);
    assertThat(pinned()).isEqualTo(before).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, MESSAGE_ABSENT",
    "1, MESSAGE_ABSENT",
    "8, MESSAGE_ABSENT",
    "9007199254740993, MESSAGE_ABSENT",
    "3, NOT_A_MESSAGE",
    "6, NOT_A_MESSAGE",
    "5, MESSAGE_ERASED"
  })
  void whatCannotBePinnedIsRefusedAndEverythingStaysAsItWas(long seq, Reason reason) {
    chat.append(chat.message("trimmed"));
    chat.append(chat.message("kept"));
    chat.push("foreign");
    chat.after(Position.ORIGIN, 0, 0);
    chat.append(chat.message("pinned"), chat.message("erased"));
    pin(4);
    assertThat(
            chat.appendOnce(
                6, new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, 5)))
        .isPresent();
    refuses(wish(seq, false), reason);
    refuses(wish(seq, true), reason);
  }

  @Test
  void nothingIsChangedWhileLinesOfOthersAreToBeWalkedOver() {
    chat.append(chat.message("hi"));
    chat.pushMany(600);
    List<String> lines = chat.lines();
    NewPin pin = wish(1, false);
    assertThat(chat.appendOnce(0, pin)).isEmpty();
    assertThat(chat.lines()).isEqualTo(lines);
    assertThat(position(pin).seq()).isEqualTo(602);
    assertThat(pinned()).containsExactly(1L);
  }

  @Test
  void keyOfAnotherTypeLeavesEverythingAsItWas() {
    chat.append(chat.message("hi"));
    chat.redis.set(chat.keys.pins(chat.room), "something else".getBytes(UTF_8));
    refuses(wish(1, false), Reason.NOT_A_LOG);
    refuses(
        new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, 1),
        Reason.NOT_A_LOG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-lset", "-rpush", "-publish", "-zrem", "-zadd"})
  void userWhoMayNotDoAllOfItLeavesEverythingAsItWas(String rule) {
    try (OwnRedis own = TestRedis.own("user mute on nopass ~* &* +@all " + rule)) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      chat.append(chat.message("before"));
      RedisAddress address =
          RedisAddress.parse(own.address().toString().replace("//", "//mute@"), Optional.empty());
      RedisConnections mute =
          new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
      refuses(mute, wish(1, false), Reason.DENIED);
    }
  }

  private void refuses(NewEntry entry, Reason reason) {
    refuses(TestRedis.shared().connections(), entry, reason);
  }

  private void refuses(RedisConnections connections, NewEntry entry, Reason reason) {
    Map<String, String> before = chat.everything();
    try (RedisMessageLog log = log(connections)) {
      assertThatThrownBy(() -> log.append(entry).get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LogException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
    assertThat(chat.everything()).isEqualTo(before);
  }
}
