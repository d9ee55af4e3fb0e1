package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.UserName;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.testing.TestRedis;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What the append script does about the marks of those who write. */
class MemberMessageScriptTest {
  private ScriptRoom chat;
  private String version = "";

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  @Test
  void whatOneWroteOneselfIsReadWhereEverythingBeforeItIs() {
    create();
    append(by("alice"));
    assertThat(read()).isEqualTo(Map.of("alice", "4", "bob", "3"));
    append(by("bob"));
    assertThat(read()).as("bob has not read what alice wrote").containsEntry("bob", "3");
    mark("bob", 5);
    append(by("bob"));
    assertThat(read()).isEqualTo(Map.of("alice", "4", "bob", "6"));
  }

  @Test
  void whatIsNoMessageIsNotInBetween() {
    create();
    govern(Optional.empty(), joined("carol", Role.MEMBER), joined("dan", Role.MEMBER));
    append(by("bob"));
    assertThat(read()).containsEntry("bob", "6");
  }

  @Test
  void messagesOfACallAreLookedAtOneAfterTheOther() {
    create();
    append(by("alice"), by("alice"), by("bob"), by("alice"));
    assertThat(read()).isEqualTo(Map.of("alice", "5", "bob", "3"));
  }

  @Test
  void whatWasTrimmedIsNotInBetween() {
    create();
    append(by("alice"), by("alice"));
    assertThat(chat.appendOnce(1, change(Optional.empty(), joined("carol", Role.MEMBER))))
        .isPresent();
    append(by("bob"));
    assertThat(read()).containsEntry("bob", "7");
    append(by("alice"));
    assertThat(chat.appendOnce(2, by("bob"))).isPresent();
    append(by("bob"));
    assertThat(read()).as("one that is left is alice's").containsEntry("bob", "7");
  }

  @Test
  void markThatIsAheadOfALogThatLostItsEndComesBack() {
    create();
    mark("bob", 99);
    append(by("bob"));
    assertThat(read()).containsEntry("bob", "4");
  }

  @Test
  void repeatedMessageMovesNoMark() {
    create();
    NewMessage message = by("alice");
    append(message);
    append(by("bob"));
    mark("alice", 2);
    append(message);
    assertThat(read()).containsEntry("alice", "2");
    assertThat(chat.lines()).hasSize(5);
  }

  @Test
  void whoHasNoMarkGetsNone() {
    create();
    append(by("eve"));
    assertThat(read()).containsOnlyKeys("alice", "bob");
  }

  @Test
  void openRoomsKeepNoMarks() {
    append(by("alice"));
    chat.append(chat.message("hello @bob"));
    assertThat(read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "quiet", "mentions"})
  void keyOfAnotherTypeLeavesEverythingAsItWas(String which) {
    create();
    govern(Optional.empty(), joined("carol", Role.MEMBER));
    byte[] key =
        switch (which) {
          case "read" -> chat.keys.read(chat.room);
          case "quiet" -> chat.keys.quiet(chat.room);
          default -> chat.keys.mentions(chat.room);
        };
    chat.redis.set(key, "something else".getBytes(UTF_8));
    refuses(chat.message("bob", MessageId.create(), "@alice").asOfMember());
  }

  private void refuses(NewMessage message) {
    Map<String, String> before = chat.everything();
    try (RedisMessageLog log =
        new RedisMessageLog(
            TestRedis.shared().connections(), chat.keys, 0, 1, RedisObserver.NONE)) {
      assertThatThrownBy(() -> log.append(message).get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LogException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_A_LOG));
    }
    assertThat(chat.everything()).isEqualTo(before);
  }

  /** The room of alice and bob: three entries. */
  private void create() {
    govern(
        Optional.of(RoomRules.of(RoomKind.PRIVATE)),
        joined("alice", Role.OWNER),
        joined("bob", Role.MEMBER));
  }

  private void govern(Optional<RoomRules> rules, PartChange... parts) {
    version = chat.append(change(rules, parts)).positions().get(0).tag();
  }

  private NewGovernance change(Optional<RoomRules> rules, PartChange... parts) {
    return new NewGovernance(
        chat.room,
        MessageId.create(),
        new UserName("alice"),
        Instant.parse("2026-11-23T18:30:00.456Z"),
        version,
        rules,
        List.of(parts));
  }

  private static PartChange joined(String user, Role role) {
    return new PartChange(
        new UserName(user),
        MembershipAction.JOINED,
        Optional.of(role),
        false,
        Instant.MIN,
        Instant.MIN,
        "");
  }

  private NewMessage by(String user) {
    return chat.message(user, MessageId.create(), "hello").asOfMember();
  }

  private void append(NewMessage... messages) {
    assertThat(chat.append(messages).positions()).hasSize(messages.length);
  }

  private void mark(String user, long seq) {
    chat.redis.hset(
        chat.keys.read(chat.room), user.getBytes(UTF_8), Long.toString(seq).getBytes(UTF_8));
  }

  private Map<String, String> read() {
    return chat.redis.hgetAll(new String(chat.keys.read(chat.room), UTF_8));
  }
}
