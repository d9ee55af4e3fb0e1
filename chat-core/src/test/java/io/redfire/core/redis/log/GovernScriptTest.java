package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
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
import org.junit.jupiter.params.provider.ValueSource;

class GovernScriptTest {
  private static final Instant AT = Instant.parse("2026-11-23T18:30:00.456Z");
  private static final RoomRules PRIVATE = RoomRules.of(RoomKind.PRIVATE);

  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  private NewGovernance change(String version, Optional<RoomRules> rules, PartChange... parts) {
    return new NewGovernance(
        chat.room, MessageId.create(), new UserName("alice"), AT, version, rules, List.of(parts));
  }

  private NewGovernance creation(RoomRules rules) {
    return change("", Optional.of(rules), part("alice", MembershipAction.JOINED, Role.OWNER));
  }

  private static PartChange part(String user, MembershipAction action, Role role) {
    return part(user, action, Part.of(role));
  }

  private static PartChange part(String user, MembershipAction action, Part part) {
    return new PartChange(
        new UserName(user),
        action,
        part.role(),
        part.invited(),
        part.mutedUntil(),
        part.bannedUntil(),
        "");
  }

  private Position position(NewEntry entry) {
    return chat.append(entry).positions().get(0);
  }

  private Map<String, String> rules() {
    return chat.redis.hgetAll(text(chat.keys.rules(chat.room)));
  }

  private Map<String, String> members() {
    return chat.redis.hgetAll(text(chat.keys.members(chat.room)));
  }

  private List<String> quiet() {
    return chat.redis.zrange(text(chat.keys.quiet(chat.room)), 0, -1);
  }

  private static String text(byte[] key) {
    return new String(key, UTF_8);
  }

  @Test
  void creationStandsInTheLogAndBesideIt() {
    NewGovernance creation =
        change(
            "",
            Optional.of(
                new RoomRules(
                    RoomKind.ANNOUNCEMENT,
                    "红\u0007",
                    "of \"it\"",
                    false,
                    7,
                    Duration.ofSeconds(9))),
            part("alice", MembershipAction.JOINED, Role.OWNER),
            part("bob", MembershipAction.JOINED, Role.READ_ONLY));
    Position last = position(creation);
    List<byte[]> bodies = EntryCodec.encodeAll(creation);
    assertThat(bodies).hasSize(3);
    String tag = Position.ORIGIN.tag();
    for (int i = 0; i < 3; i++) {
      tag = ReferenceLog.nextTag(tag, bodies.get(i));
      assertThat(chat.lines().get(i))
          .isEqualTo(
              "{\"seq\":"
                  + (i + 1)
                  + ",\"tag\":\""
                  + tag
                  + "\","
                  + text(bodies.get(i)).substring(1));
    }
    assertThat(last).isEqualTo(new Position(3, tag));
    assertThat(rules())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", tag),
                Map.entry("kind", "announcement"),
                Map.entry("title", "红\u0007"),
                Map.entry("topic", "of \"it\""),
                Map.entry("archived", "0"),
                Map.entry("retain", "7"),
                Map.entry("slow_mode", "9"),
                Map.entry("owners", "1"),
                Map.entry("members", "2"),
                Map.entry("created_at", "" + AT.toEpochMilli())));
    assertThat(members()).isEqualTo(Map.of("alice", "owner", "bob", "read_only"));
    assertThat(quiet()).containsExactly("1", "2", "3");
  }

  @Test
  void partsComeChangeAndGo() {
    String version = position(creation(PRIVATE)).tag();
    Part banned = new Part(Optional.empty(), false, Instant.MIN, Instant.MAX);
    Part muted = new Part(Optional.of(Role.MEMBER), false, AT, Instant.MIN);
    Part invited = new Part(Optional.empty(), true, Instant.MIN, Instant.MIN);
    version =
        position(
                change(
                    version,
                    Optional.empty(),
                    part("bob", MembershipAction.BANNED, banned),
                    part("carol", MembershipAction.JOINED, Role.OWNER),
                    part("dan", MembershipAction.MUTED, muted),
                    part("eve", MembershipAction.INVITED, invited)))
            .tag();
    assertThat(members())
        .isEqualTo(
            Map.of(
                "alice", "owner",
                "bob", "- banned=lifted",
                "carol", "owner",
                "dan", "member muted=" + AT.toEpochMilli(),
                "eve", "- invited"));
    assertThat(rules()).containsEntry("owners", "2").containsEntry("members", "3");
    version =
        position(
                change(
                    version,
                    Optional.empty(),
                    part("alice", MembershipAction.LEFT, Part.NONE),
                    part("bob", MembershipAction.UNBANNED, Part.NONE),
                    part("carol", MembershipAction.ROLE_CHANGED, Role.MODERATOR),
                    part("carol", MembershipAction.ROLE_CHANGED, Role.MEMBER),
                    part("nobody", MembershipAction.KICKED, Part.NONE)))
            .tag();
    assertThat(members()).containsOnlyKeys("carol", "dan", "eve").containsEntry("carol", "member");
    assertThat(rules())
        .containsEntry("owners", "0")
        .containsEntry("members", "2")
        .containsEntry("kind", "private")
        .containsEntry("version", version);
  }

  @Test
  void whoBecomesAMemberHasReadWhatWasSaidBefore() {
    Part invited = new Part(Optional.empty(), true, Instant.MIN, Instant.MIN);
    String version = position(creation(PRIVATE)).tag();
    chat.append(chat.message("3"));
    version =
        position(change(version, Optional.empty(), part("bob", MembershipAction.INVITED, invited)))
            .tag();
    assertThat(read()).isEqualTo(Map.of("alice", "2"));
    version =
        position(
                change(
                    version,
                    Optional.empty(),
                    part("bob", MembershipAction.JOINED, Role.MEMBER),
                    part("alice", MembershipAction.ROLE_CHANGED, Role.MODERATOR)))
            .tag();
    assertThat(read()).isEqualTo(Map.of("alice", "2", "bob", "6"));
    version =
        position(change(version, Optional.empty(), part("bob", MembershipAction.LEFT, Part.NONE)))
            .tag();
    position(change(version, Optional.empty(), part("bob", MembershipAction.JOINED, Role.MEMBER)));
    assertThat(read()).as("who comes back goes on").isEqualTo(Map.of("alice", "2", "bob", "6"));
  }

  private Map<String, String> read() {
    return chat.redis.hgetAll(text(chat.keys.read(chat.room)));
  }

  @Test
  void retryIsAnsweredWithThePlaceOfTheLastEntry() {
    NewGovernance creation = creation(PRIVATE);
    Position first = position(creation);
    chat.append(chat.message("after"));
    Map<String, String> before = chat.everything();
    AppendCall.Result again = chat.append(creation);
    assertThat(again.positions()).containsExactly(first);
    assertThat(again.duplicates()).containsExactly(true);
    assertThat(chat.everything()).isEqualTo(before);
  }

  @Test
  void changeOfAnotherVersionIsRefusedAndEverythingStaysAsItWas() {
    PartChange join = part("bob", MembershipAction.JOINED, Role.MEMBER);
    refuses(change("0123456789abcdef", Optional.empty(), join), Reason.GOVERNANCE_STALE);
    refuses(change("", Optional.empty(), join), Reason.GOVERNANCE_STALE);
    String version = position(creation(PRIVATE)).tag();
    position(change(version, Optional.empty(), join));
    refuses(change(version, Optional.of(PRIVATE)), Reason.GOVERNANCE_STALE);
    refuses(change("", Optional.empty(), join), Reason.GOVERNANCE_STALE);
  }

  @Test
  void roomThatIsThereIsNotCreatedAndEverythingStaysAsItWas() {
    position(creation(PRIVATE));
    refuses(creation(PRIVATE), Reason.ROOM_EXISTS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void roomThatWasWrittenToIsNotCreatedAndEverythingStaysAsItWas(boolean byAnother) {
    if (byAnother) {
      chat.push("foreign");
    } else {
      chat.append(chat.message("before"));
    }
    var unused = chat.after(Position.ORIGIN, 0, 0);
    refuses(creation(PRIVATE), Reason.ROOM_EXISTS);
  }

  @Test
  void nothingIsChangedWhileLinesOfOthersAreToBeWalkedOver() {
    String version = position(creation(PRIVATE)).tag();
    chat.pushMany(600);
    NewGovernance change = change(version, Optional.of(PRIVATE));
    List<String> lines = chat.lines();
    assertThat(chat.appendOnce(0, change)).isEmpty();
    assertThat(chat.lines()).isEqualTo(lines);
    assertThat(rules()).containsEntry("version", version);
    assertThat(position(change).seq()).isEqualTo(603);
  }

  @Test
  void roomKeepsAsManyEntriesAsItsRulesSay() {
    RoomRules three = new RoomRules(RoomKind.PUBLIC, "", "", false, 3, Duration.ZERO);
    String version = position(creation(three)).tag();
    chat.appendMany(4);
    assertThat(chat.lines()).hasSize(3);
    assertThat(chat.appendOnce(1, chat.message("x"))).isPresent();
    assertThat(chat.lines()).hasSize(3);
    assertThat(quiet()).containsExactly("1", "2");
    position(change(version, Optional.of(PRIVATE)));
    assertThat(quiet()).containsExactly("8");
    chat.appendMany(4);
    assertThat(chat.lines()).hasSize(8);
    assertThat(chat.appendOnce(2, chat.message("x"))).isPresent();
    assertThat(chat.lines()).hasSize(2);
  }

  @Test
  void changeLongerThanTheRetentionIsTakenAll() {
    RoomRules one = new RoomRules(RoomKind.PUBLIC, "", "", false, 1, Duration.ZERO);
    Position last = position(creation(one));
    assertThat(last.seq()).isEqualTo(2);
    assertThat(chat.lines()).hasSize(1);
    assertThat(chat.append(chat.message("next")).positions().get(0).seq()).isEqualTo(3);
    assertThat(chat.after(Position.ORIGIN, 9, 9999).status()).isEqualTo("trimmed");
  }

  @Test
  void seqsThatTheLogLostAreNoLongerQuiet() {
    String version = position(creation(PRIVATE)).tag();
    Map<byte[], byte[]> head = chat.redis.hgetAll(chat.keys.head(chat.room));
    chat.append(chat.message("secret"));
    chat.append(new NewErasure(chat.room, MessageId.create(), new UserName("alice"), AT, 3));
    assertThat(quiet()).containsExactly("1", "2", "3", "4");
    chat.redis.ltrim(chat.keys.log(chat.room), 0, 1);
    chat.redis.hset(chat.keys.head(chat.room), head);
    assertThat(position(change(version, Optional.of(PRIVATE))).seq()).isEqualTo(3);
    assertThat(quiet()).containsExactly("1", "2", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules", "members", "quiet", "read", "ids"})
  void keyOfAnotherTypeLeavesEverythingAsItWas(String which) {
    String version = position(creation(PRIVATE)).tag();
    NewGovernance change =
        change(version, Optional.of(PRIVATE), part("bob", MembershipAction.JOINED, Role.MEMBER));
    byte[] key =
        switch (which) {
          case "rules" -> chat.keys.rules(chat.room);
          case "members" -> chat.keys.members(chat.room);
          case "quiet" -> chat.keys.quiet(chat.room);
          case "read" -> chat.keys.read(chat.room);
          default -> chat.keys.ids(chat.room, change.id());
        };
    chat.redis.set(key, "something else".getBytes(UTF_8));
    refuses(change, Reason.NOT_A_LOG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hset", "-hdel", "-zadd", "-zremrangebyscore", "-rpush", "-publish"})
  void userWhoMayNotDoAllOfItLeavesEverythingAsItWas(String rule) {
    try (OwnRedis own = TestRedis.own("user mute on nopass ~* &* +@all " + rule)) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      String version = position(creation(PRIVATE)).tag();
      RedisAddress address =
          RedisAddress.parse(own.address().toString().replace("//", "//mute@"), Optional.empty());
      RedisConnections mute =
          new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
      refuses(
          mute,
          change(version, Optional.empty(), part("alice", MembershipAction.LEFT, Part.NONE)),
          Reason.DENIED);
    }
  }

  @Test
  void erasureByAnotherTakesTheWordsOfAnyone() {
    NewMessage message = chat.message("secret");
    chat.append(message);
    UserName bob = new UserName("bob");
    refuses(new NewErasure(chat.room, MessageId.create(), bob, AT, 1), Reason.NOT_THE_AUTHOR);
    chat.append(new NewErasure(chat.room, MessageId.create(), bob, AT, 1, true));
    assertThat(chat.lines().get(0))
        .contains("\"from\":\"alice\"")
        .endsWith("\"erased\":true}")
        .doesNotContain("secret");
    assertThat(chat.lines().get(1)).contains("\"from\":\"bob\"").endsWith("\"erase\":1}");
    assertThat(quiet()).containsExactly("1", "2");
  }

  private void refuses(NewEntry entry, Reason reason) {
    refuses(TestRedis.shared().connections(), entry, reason);
  }

  private void refuses(RedisConnections connections, NewEntry entry, Reason reason) {
    Map<String, String> before = chat.everything();
    try (RedisMessageLog log =
        new RedisMessageLog(connections, chat.keys, 0, 1, RedisObserver.NONE)) {
      assertThatThrownBy(() -> log.append(entry).get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LogException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
    }
    assertThat(chat.everything()).isEqualTo(before);
  }
}
