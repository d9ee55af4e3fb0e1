package io.redfire.core.redis.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redfire.core.log.Content;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.Invite;
import io.redfire.core.member.MarkMove;
import io.redfire.core.member.Marks;
import io.redfire.core.member.MarksPage;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisRoomMembersTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");
  private static final RoomName TEAM = new RoomName("team");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final MemberRoom team = new MemberRoom(TestRedis.shared().connections(), keys, TEAM);
  private final RedisRoomMembers members =
      new RedisRoomMembers(TestRedis.shared().connections(), keys, 4);
  private final Jedis redis = new Jedis(TestRedis.shared().connections().open("members-test"));

  @AfterEach
  void close() {
    redis.close();
    members.close();
    team.close();
  }

  private InboxRow row(UserName user) {
    List<InboxRow> rows = members.inbox(user, List.of(TEAM));
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static String text(InboxRow row) {
    return ((Content.Text) row.lastMessage().orElseThrow().content()).text();
  }

  @Test
  void stateIsThatOfTheLastChange() {
    assertThat(members.state(TEAM, Optional.of(ALICE))).isEqualTo(RoomState.OPEN);
    RoomRules rules =
        new RoomRules(RoomKind.PUBLIC, "The team", "火", true, 9, Duration.ofSeconds(30));
    String version = team.create(rules, BOB);
    assertThat(members.state(TEAM, Optional.of(BOB)))
        .isEqualTo(new RoomState(version, Optional.of(rules), Part.of(Role.MEMBER), 1, 2));
    assertThat(members.state(TEAM, Optional.empty()).part()).isEqualTo(Part.NONE);
    Instant until = Instant.parse("2026-11-24T00:00:00.123Z");
    Part muted = new Part(Optional.of(Role.READ_ONLY), true, until, Instant.MAX);
    String next = team.change(MemberRoom.part(BOB, MembershipAction.MUTED, muted));
    assertThat(members.state(TEAM, Optional.of(BOB)))
        .isEqualTo(new RoomState(next, Optional.of(rules), muted, 1, 2));
  }

  @Test
  void statesOfManyRoomsComeInOneGoAndThoseThatCannotBeAskedAreLeftOut() {
    List<RoomName> rooms = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rooms.add(new RoomName("open" + i));
    }
    String version = team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    rooms.add(150, TEAM);
    RoomName broken = new RoomName("open7");
    redis.set(keys.rules(broken), new byte[] {1});
    Map<RoomName, RoomState> states = members.states(rooms, Optional.of(BOB));
    assertThat(states).hasSize(300).doesNotContainKey(broken);
    assertThat(states)
        .containsEntry(
            TEAM,
            new RoomState(
                version, Optional.of(RoomRules.of(RoomKind.PRIVATE)), Part.of(Role.MEMBER), 1, 2))
        .containsEntry(new RoomName("open8"), RoomState.OPEN);
    assertThat(members.states(List.of(), Optional.empty())).isEmpty();
    assertThatThrownBy(() -> members.states(List.of(broken), Optional.empty()))
        .isInstanceOf(LogException.class);
  }

  @Test
  void membersComeInPages() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    Map<UserName, Part> expected = new HashMap<>();
    expected.put(ALICE, Part.of(Role.OWNER));
    expected.put(BOB, Part.of(Role.MEMBER));
    List<PartChange> changes = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      UserName user = new UserName("人" + i);
      Part part =
          i % 7 == 0
              ? new Part(Optional.empty(), true, Instant.MIN, Instant.MIN)
              : Part.of(Role.READ_ONLY);
      expected.put(user, part);
      changes.add(MemberRoom.part(user, MembershipAction.JOINED, part));
    }
    team.change(changes.toArray(PartChange[]::new));
    Map<UserName, Part> found = new HashMap<>();
    int pages = 0;
    String from = "";
    do {
      MemberPage page = members.members(TEAM, from, 50);
      found.putAll(page.parts());
      from = page.next();
      pages++;
    } while (!from.isEmpty());
    assertThat(found).isEqualTo(expected);
    assertThat(pages).isGreaterThan(5);
    assertThat(members.members(new RoomName("none"), "", 5))
        .isEqualTo(new MemberPage(Map.of(), ""));
    assertThatThrownBy(() -> members.members(TEAM, "x", 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unreadAreTheMessagesAfterTheMark() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    assertThat(row(BOB).unread()).isZero();
    assertThat(row(BOB).lastMessage()).isEmpty();
    for (int i = 1; i <= 5; i++) {
      team.say(ALICE, "m" + i);
    }
    team.change(MemberRoom.part(BOB, MembershipAction.ROLE_CHANGED, Part.of(Role.READ_ONLY)));
    assertThat(row(BOB).unread()).isEqualTo(5);
    assertThat(text(row(BOB))).isEqualTo("m5");
    assertThat(members.markRead(TEAM, BOB, 4, false).read()).isEqualTo(4);
    InboxRow row = row(BOB);
    assertThat(row.readSeq()).isEqualTo(4);
    assertThat(row.unread()).isEqualTo(4);
    assertThat(row.bounds().head().seq()).isEqualTo(9);
    assertThat(row.state()).isEqualTo(members.state(TEAM, Optional.of(BOB)));
    assertThat(row(ALICE).unread()).isEqualTo(5);
  }

  @Test
  void editsAndWhatIsErasedDoNotCount() {
    for (int i = 1; i <= 3; i++) {
      team.say(ALICE, "m" + i);
    }
    team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), 3, "new"));
    assertThat(row(BOB).unread()).isEqualTo(3);
    assertThat(text(row(BOB))).isEqualTo("new");
    team.append(new NewErasure(TEAM, MessageId.create(), ALICE, Instant.now(), 3));
    assertThat(row(BOB).unread()).isEqualTo(2);
    assertThat(text(row(BOB))).isEqualTo("m2");
    members.markRead(TEAM, BOB, 2, false);
    assertThat(row(BOB).unread()).isZero();
  }

  @Test
  void trimmedMessagesAreNotUnread() {
    team.create(new RoomRules(RoomKind.PUBLIC, "", "", false, 4, Duration.ZERO), BOB);
    for (int i = 0; i < 10; i++) {
      team.say(ALICE, "m" + i);
    }
    assertThat(row(BOB).bounds().base().seq()).isEqualTo(9);
    assertThat(row(BOB).unread()).isEqualTo(4);
    team.change(MemberRoom.part(BOB, MembershipAction.ROLE_CHANGED, Part.of(Role.READ_ONLY)));
    assertThat(row(BOB).unread()).isEqualTo(3);
  }

  @Test
  void linesOfOtherProgramsAreMessages() {
    String[] lines = IntStream.range(0, 1200).mapToObj(i -> "line " + i).toArray(String[]::new);
    redis.rpush(keys.log(TEAM), lines);
    InboxRow row = row(BOB);
    assertThat(row.unread()).isEqualTo(1200);
    assertThat(text(row)).isEqualTo("line 1199");
    assertThat(row.lastMessage().orElseThrow().position()).isEqualTo(row.bounds().head());
    redis.rpush(keys.log(TEAM), "x".repeat(70_000));
    assertThat(row(BOB).lastMessage().orElseThrow().seq()).isEqualTo(1201);
    assertThat(text(row(BOB))).startsWith("xxx").contains("[cut: ").hasSizeLessThan(40_000);
  }

  @Test
  void lastMessageIsFoundHoweverManyChangesStandBehindIt() {
    team.say(ALICE, "old");
    for (int i = 0; i < 600; i++) {
      team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), 1, "e" + i));
    }
    assertThat(text(row(BOB))).isEqualTo("e599");
    assertThat(row(BOB).unread()).isEqualTo(1);
  }

  @Test
  void marksGoForwardUnlessTheyAreToGoBackAndNeverPastTheHead() {
    for (int i = 0; i < 5; i++) {
      team.say(ALICE, "m" + i);
    }
    assertThat(members.markRead(TEAM, BOB, 3, false).read()).isEqualTo(3);
    assertThat(members.markRead(TEAM, BOB, 2, false).read()).isEqualTo(3);
    assertThat(members.markRead(TEAM, BOB, 2, true).read()).isEqualTo(2);
    assertThat(members.markRead(TEAM, BOB, 99, false).read()).isEqualTo(5);
    assertThat(members.markRead(TEAM, ALICE, 1, false).read()).isEqualTo(1);
    redis.ltrim(keys.log(TEAM), 0, 1);
    redis.del(keys.head(TEAM));
    assertThat(row(BOB).readSeq()).isEqualTo(2);
    assertThat(members.markRead(TEAM, BOB, 1, false).read()).isEqualTo(2);
    assertThat(members.markRead(new RoomName("empty"), BOB, 5, false).read()).isZero();
  }

  @Test
  void whatDoesNotMoveSaysSo() {
    for (int i = 0; i < 5; i++) {
      team.say(ALICE, "m" + i);
    }
    assertThat(moved(MarkMove.DELIVERED, 3)).isTrue();
    assertThat(moved(MarkMove.DELIVERED, 3)).isFalse();
    assertThat(moved(MarkMove.DELIVERED, 2)).isFalse();
    assertThat(moved(MarkMove.READ, 2)).isTrue();
    assertThat(moved(MarkMove.READ, 1)).isFalse();
    assertThat(moved(MarkMove.READ_BACK, 2)).isFalse();
    assertThat(moved(MarkMove.READ_BACK, 1)).isTrue();
    assertThat(moved(MarkMove.READ, 99)).isTrue();
    assertThat(moved(MarkMove.DELIVERED, 99)).as("what is read was delivered").isFalse();
  }

  private boolean moved(MarkMove move, long seq) {
    return members.mark(TEAM, BOB, move, seq, true).moved();
  }

  @Test
  void whatIsReadWasDeliveredAndStaysSo() {
    for (int i = 0; i < 5; i++) {
      team.say(ALICE, "m" + i);
    }
    assertThat(members.markDelivered(TEAM, BOB, 3)).isEqualTo(new Marks(3, 0));
    assertThat(redis.hexists(new String(keys.read(TEAM), StandardCharsets.UTF_8), "bob"))
        .as("where nothing was read, no mark is made")
        .isFalse();
    assertThat(members.markDelivered(TEAM, BOB, 2)).isEqualTo(new Marks(3, 0));
    assertThat(members.markRead(TEAM, BOB, 4, false)).isEqualTo(new Marks(4, 4));
    assertThat(members.markRead(TEAM, BOB, 1, true)).isEqualTo(new Marks(4, 1));
    assertThat(members.markDelivered(TEAM, BOB, 99)).isEqualTo(new Marks(5, 1));
    redis.ltrim(keys.log(TEAM), 0, 1);
    redis.del(keys.head(TEAM));
    assertThat(members.markDelivered(TEAM, BOB, 1)).isEqualTo(new Marks(2, 1));
  }

  @Test
  void marksOfMembersAreListedAndOfNobodyElse() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    team.change(
        MemberRoom.part(
            new UserName("carol"),
            MembershipAction.INVITED,
            new Part(Optional.empty(), true, Instant.MIN, Instant.MIN)));
    long seq = team.say(ALICE, "hello");
    members.markDelivered(TEAM, BOB, seq);
    MarksPage page = members.marks(TEAM, "", 50);
    assertThat(page.next()).isEmpty();
    assertThat(page.marks()).containsOnlyKeys(ALICE, BOB);
    assertThat(page.marks()).containsEntry(BOB, new Marks(seq, seq - 2));
  }

  @Test
  void mentionsOfMembersAreTold() {
    UserName carol = new UserName("carol");
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    team.change(
        MemberRoom.part(
            carol,
            MembershipAction.INVITED,
            new Part(Optional.empty(), true, Instant.MIN, Instant.MIN)));
    long seq = team.say(ALICE, "hello @bob. and @carol and @nobody, mail x@alice");
    assertThat(redis.hgetAll(mentions())).isEqualTo(Map.of("bob", "" + seq));
    assertThat(row(BOB).mentioned()).isTrue();
    assertThat(row(ALICE).mentioned()).isFalse();
    team.say(ALICE, "more");
    members.markRead(TEAM, BOB, seq, false);
    assertThat(row(BOB).mentioned()).isFalse();
    assertThat(row(BOB).unread()).isEqualTo(1);
    long all = team.say(BOB, "to @room");
    assertThat(redis.hgetAll(mentions())).isEqualTo(Map.of("bob", "" + seq, "@room", all + " bob"));
    assertThat(row(ALICE).mentioned()).isTrue();
    assertThat(row(BOB).mentioned()).isFalse();
  }

  @Test
  void nobodyIsMentionedByThemselvesAndByOthersAllTheSame() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long first = team.say(BOB, "I, @bob, to @room");
    assertThat(row(BOB).mentioned()).isFalse();
    assertThat(row(ALICE).mentioned()).isTrue();
    long second = team.say(ALICE, "to @room");
    assertThat(row(BOB).mentioned()).isTrue();
    long third = team.say(BOB, "to @room");
    long last = team.say(BOB, "to @room again");
    assertThat(redis.hgetAll(mentions()))
        .isEqualTo(
            Map.of(
                "@room", last + " bob " + third + " bob " + second + " alice " + first + " bob"));
    assertThat(row(BOB).mentions()).isOne();
    assertThat(row(ALICE).mentions()).isEqualTo(3);
    assertThat(row(BOB).mentioned()).as("alice's is unread still").isTrue();
    members.markRead(TEAM, BOB, second, false);
    assertThat(row(BOB).mentioned()).isFalse();
    members.markRead(TEAM, ALICE, first, false);
    assertThat(row(ALICE).mentioned()).isTrue();
  }

  @Test
  void newcomersHaveNothingUnread() {
    team.create(RoomRules.of(RoomKind.PUBLIC));
    team.say(ALICE, "long ago, @room");
    team.change(MemberRoom.part(BOB, MembershipAction.JOINED, Part.of(Role.MEMBER)));
    assertThat(row(BOB).unread()).isZero();
    assertThat(row(BOB).mentioned()).isFalse();
    team.say(ALICE, "@bob");
    assertThat(row(BOB).unread()).isOne();
    assertThat(row(BOB).mentioned()).isTrue();
  }

  @Test
  void repeatedMessageMentionsNobodyAnew() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    MessageId id = MessageId.create();
    long seq = team.say(ALICE, id, "@bob");
    long newer = team.say(ALICE, "@bob");
    assertThat(team.say(ALICE, id, "@bob")).isEqualTo(seq);
    assertThat(redis.hgetAll(mentions())).isEqualTo(Map.of("bob", newer + " " + seq));
    assertThat(row(BOB).mentions()).isEqualTo(2);
  }

  @Test
  void mentionsAreCountedOnceEachAndNotWhereTheyAreErasedOrRead() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long first = team.say(ALICE, "@bob");
    long both = team.say(ALICE, "@bob and the @room");
    team.say(ALICE, "to nobody");
    team.say(ALICE, "@room");
    assertThat(row(BOB).mentions()).isEqualTo(3);
    team.append(new NewErasure(TEAM, MessageId.create(), ALICE, Instant.now(), both));
    assertThat(row(BOB).mentions()).isEqualTo(2);
    members.markRead(TEAM, BOB, first, false);
    assertThat(row(BOB).mentions()).isOne();
    members.markRead(TEAM, BOB, 0, true);
    assertThat(row(BOB).mentions()).isEqualTo(2);
  }

  @Test
  void ofManyMentionsTheNewestAreCountedAndKept() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long alices = team.say(ALICE, "@room");
    for (int i = 0; i < 10 * InboxRow.MOST_MENTIONS; i++) {
      team.say(BOB, "@alice, @room");
    }
    assertThat(row(ALICE).mentions()).isEqualTo(InboxRow.MOST_MENTIONS);
    assertThat(row(BOB).mentions()).as("that of alice is not crowded out").isOne();
    assertThat(redis.hget(mentions(), "alice").split(" ")).hasSize(InboxRow.MOST_MENTIONS);
    assertThat(redis.hget(mentions(), "@room").split(" "))
        .hasSize(2 * (InboxRow.MOST_MENTIONS + 1))
        .endsWith("" + alices, "alice");
  }

  @Test
  void ofManyMentionsOfAllAsManyAreKeptForWhoSentMostOfThem() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    for (int i = 0; i < 2 * InboxRow.MOST_MENTIONS; i++) {
      team.say(ALICE, "@room");
    }
    for (int i = 0; i < 2 * InboxRow.MOST_MENTIONS; i++) {
      team.say(BOB, "@room");
    }
    assertThat(row(ALICE).mentions()).isEqualTo(InboxRow.MOST_MENTIONS);
    assertThat(row(BOB).mentions()).isEqualTo(InboxRow.MOST_MENTIONS);
    assertThat(redis.hget(mentions(), "@room").split(" ")).hasSize(2 * 2 * InboxRow.MOST_MENTIONS);
  }

  @Test
  void mentionsOfALogThatLostItsEndAreForgottenWithTheNext() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long kept = team.say(ALICE, "@bob");
    team.say(ALICE, "@bob");
    team.say(ALICE, "@bob");
    redis.ltrim(keys.log(TEAM), 0, kept - 1);
    assertThat(row(BOB).mentions()).isOne();
    long next = team.say(ALICE, "@bob");
    assertThat(redis.hget(mentions(), "bob")).isEqualTo(next + " " + kept);
    assertThat(row(BOB).mentions()).isEqualTo(2);
  }

  @Test
  void marksOfWhatTheLogLostDoNotCountForWhatCameInItsPlace() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long kept = sayTimes(2);
    long read = sayTimes(3);
    members.markDelivered(TEAM, BOB, read);
    members.markRead(TEAM, BOB, read - 1, false);
    lose(3);
    sayTimes(5);
    assertThat(row(BOB).readSeq()).isEqualTo(kept);
    assertThat(row(BOB).unread()).isEqualTo(5);
    assertThat(members.marks(TEAM, "", 50).marks()).containsEntry(BOB, new Marks(kept, kept));
    assertThat(members.markDelivered(TEAM, BOB, kept + 1)).isEqualTo(new Marks(kept + 1, kept));
    assertThat(moved(MarkMove.READ, read - 1)).as("where it was in the lost log").isTrue();
    assertThat(row(BOB).unread()).isEqualTo(3);
    assertThat(members.marks(TEAM, "", 50).marks())
        .containsEntry(BOB, new Marks(read - 1, read - 1));
  }

  @Test
  void mentionsOfWhatTheLogLostDoNotCountForWhatCameInItsPlace() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long own = team.say(ALICE, "@bob");
    long all = team.say(ALICE, "@room");
    team.say(ALICE, "@bob");
    team.say(ALICE, "@room");
    lose(2);
    long last = sayTimes(3);
    assertThat(row(BOB).mentions()).isEqualTo(2);
    long next = team.say(ALICE, "@bob and the @room");
    assertThat(row(BOB).mentions()).isEqualTo(3);
    assertThat(redis.hget(mentions(), "bob")).isEqualTo(next + " " + own);
    assertThat(redis.hget(mentions(), "@room")).isEqualTo(next + " alice " + all + " alice");
    members.markRead(TEAM, BOB, last, false);
    assertThat(row(BOB).mentions()).isOne();
  }

  @Test
  void whatWasNoMessageInTheLostLogMayBeOneNow() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long first = sayTimes(1);
    for (int i = 0; i < 3; i++) {
      team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), first, "e" + i));
    }
    lose(3);
    sayTimes(2);
    assertThat(row(BOB).unread()).isEqualTo(3);
    assertThat(text(row(BOB))).isEqualTo("m2");
    members.markRead(TEAM, BOB, first, false);
    sayAsMember(BOB, "mine");
    assertThat(row(BOB).readSeq()).as("two stand before it that are unread").isEqualTo(first);
    team.append(new NewErasure(TEAM, MessageId.create(), ALICE, Instant.now(), first + 2));
    assertThat(row(BOB).unread()).isEqualTo(2);
    assertThat(text(row(BOB))).isEqualTo("mine");
  }

  @Test
  void ownMessageMovesNoMarkOverWhatCameInPlaceOfTheLost() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long kept = sayTimes(2);
    members.markRead(TEAM, BOB, sayTimes(2), false);
    lose(2);
    sayTimes(2);
    sayAsMember(BOB, "mine");
    assertThat(row(BOB).readSeq()).isEqualTo(kept);
    long last = row(BOB).bounds().head().seq();
    members.markRead(TEAM, BOB, last, false);
    sayAsMember(BOB, "another");
    assertThat(row(BOB).readSeq()).isEqualTo(last + 1);
  }

  @Test
  void markThatWasMovedSinceALossCountsAsFarAsTheNext() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long kept = sayTimes(3);
    lose(1);
    long read = sayTimes(20);
    members.markRead(TEAM, BOB, read, false);
    assertThat(row(BOB).readSeq()).isEqualTo(read).isGreaterThan(kept);
    lose(2);
    sayTimes(4);
    assertThat(row(BOB).readSeq()).isEqualTo(read - 2);
    assertThat(row(BOB).unread()).isEqualTo(4);
  }

  @Test
  void markOfBeforeManyLossesCountsUpToTheDeepest() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long read = sayTimes(30);
    members.markRead(TEAM, BOB, read, false);
    lose(9);
    for (int i = 0; i < 40; i++) {
      sayTimes(3);
      lose(2);
      assertThat(row(BOB).readSeq()).isEqualTo(read - 9);
    }
    long last = row(BOB).bounds().head().seq();
    members.markRead(TEAM, BOB, last, false);
    lose(1);
    sayTimes(2);
    assertThat(row(BOB).readSeq()).isEqualTo(last - 1);
  }

  @Test
  void whatOthersPushedInPlaceOfTheLostEndIsUnread() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long kept = sayTimes(2);
    long read = sayTimes(3);
    members.markRead(TEAM, BOB, read, false);
    redis.ltrim(keys.log(TEAM), 0, -4);
    redis.rpush(keys.log(TEAM), "x1", "x2", "x3", "x4");
    assertThat(row(BOB).readSeq()).isEqualTo(kept);
    assertThat(row(BOB).unread()).isEqualTo(4);
  }

  @Test
  void marksCountForNothingOfALogThatWentOnByItself() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    sayTimes(2);
    RoomName copy = new RoomName("copy");
    for (String line : redis.lrange(keys.log(TEAM), 0, -1)) {
      redis.rpush(keys.log(copy), line);
    }
    try (MemberRoom other = new MemberRoom(TestRedis.shared().connections(), keys, copy)) {
      for (int i = 0; i < 5; i++) {
        other.append(new NewMessage(copy, MessageId.create(), ALICE, Instant.now(), "other" + i));
      }
    }
    long first = team.say(ALICE, "first");
    team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), first, "edited"));
    members.markRead(TEAM, BOB, sayTimes(1), false);
    redis.del(keys.log(TEAM));
    for (String line : redis.lrange(keys.log(copy), 0, -1)) {
      redis.rpush(keys.log(TEAM), line);
    }
    assertThat(row(BOB).readSeq()).isZero();
    team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), first, "edited"));
    assertThat(row(BOB).unread()).as("only what is a message").isEqualTo(7);
  }

  @Test
  void whatAnOlderNodeNotedAfterALossIsFoundInTheLog() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long first = sayTimes(1);
    sayTimes(2);
    lose(2);
    team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), first, "e1"));
    // As one leaves it that does not know of losses.
    redis.hdel(keys.head(TEAM), "quiet".getBytes(StandardCharsets.UTF_8));
    assertThat(row(BOB).unread()).isEqualTo(2);
    team.append(new NewEdit(TEAM, MessageId.create(), ALICE, Instant.now(), first, "e2"));
    assertThat(row(BOB).unread()).isEqualTo(1);
  }

  @Test
  void frontThatWasCutOffByHandIsNoLossOfTheEnd() {
    team.create(RoomRules.of(RoomKind.PRIVATE), BOB);
    long read = sayTimes(5);
    members.markRead(TEAM, BOB, read, false);
    redis.ltrim(keys.log(TEAM), 3, -1);
    sayTimes(2);
    assertThat(row(BOB).readSeq()).isEqualTo(read);
    assertThat(row(BOB).unread()).isEqualTo(2);
  }

  @Test
  void whoComesToARoomThatLostItsEndHasNothingUnread() {
    team.create(RoomRules.of(RoomKind.PUBLIC));
    sayTimes(5);
    lose(3);
    sayTimes(5);
    team.change(MemberRoom.part(BOB, MembershipAction.JOINED, Part.of(Role.MEMBER)));
    assertThat(row(BOB).unread()).isZero();
  }

  /** Has alice say m1, m2, ..., and tells the seq of the last. */
  private long sayTimes(int count) {
    long seq = 0;
    for (int i = 1; i <= count; i++) {
      seq = team.say(ALICE, "m" + i);
    }
    return seq;
  }

  private void sayAsMember(UserName from, String text) {
    team.append(new NewMessage(TEAM, MessageId.create(), from, Instant.now(), text).asOfMember());
  }

  private void lose(int entries) {
    redis.ltrim(keys.log(TEAM), 0, -1 - entries);
  }

  @Test
  void openRoomsKeepNoMentions() {
    team.say(ALICE, "@bob @room");
    assertThat(redis.exists(mentions())).isFalse();
    assertThat(row(BOB).mentioned()).isFalse();
  }

  private String mentions() {
    return new String(keys.mentions(TEAM), StandardCharsets.UTF_8);
  }

  @Test
  void inboxOfManyRoomsKeepsTheirOrder() {
    team.say(ALICE, "here");
    List<RoomName> rooms = new ArrayList<>(List.of(new RoomName("zz"), TEAM));
    for (int i = 0; i < 200; i++) {
      rooms.add(new RoomName("r" + i));
    }
    RoomName broken = new RoomName("r5");
    redis.set(keys.log(broken), "no list");
    List<InboxRow> rows = members.inbox(BOB, rooms);
    rooms.remove(broken);
    assertThat(rows).extracting(InboxRow::room).containsExactlyElementsOf(rooms);
    assertThat(rows.get(1).unread()).isEqualTo(1);
    assertThat(rows.get(0).unread()).isZero();
  }

  @Test
  void roomsAreNotedForAUserOnce() {
    RoomName direct = RoomName.directOf(BOB, ALICE);
    members.addRoom(ALICE, TEAM);
    members.addRoom(ALICE, direct);
    members.addRoom(ALICE, TEAM);
    assertThat(members.rooms(ALICE)).containsExactly(direct, TEAM);
    assertThat(members.rooms(BOB)).isEmpty();
    members.removeRoom(ALICE, TEAM);
    assertThat(members.rooms(ALICE)).containsExactly(direct);
  }

  @Test
  void ownLogsAndDirectRoomsAreNotListed() {
    team.log().note(RoomName.ownOf(ALICE));
    team.log().note(RoomName.directOf(ALICE, BOB));
    team.log().note(TEAM);
    assertThat(team.log().rooms(Optional.empty(), 9)).containsExactly(TEAM);
  }

  @Test
  void inviteIsTakenAsOftenAsItSays() {
    Instant end = Instant.now().plusSeconds(600);
    Invite invite = new Invite(TEAM, ALICE, Instant.ofEpochMilli(end.toEpochMilli()), 2);
    assertThat(members.takeInvite("d1")).isEmpty();
    members.addInvite("d1", invite);
    assertThat(members.takeInvite("d1")).contains(new Invite(TEAM, ALICE, invite.expiresAt(), 1));
    members.addInvite("d1", invite);
    assertThat(members.takeInvite("d1")).contains(new Invite(TEAM, ALICE, invite.expiresAt(), 0));
    assertThat(members.takeInvite("d1")).isEmpty();
    assertThat(members.takeInvite("d2")).isEmpty();
    assertThat(redis.pttl(keys.invite("d1"))).isBetween(1L, 600_000L);
  }

  @Test
  void inviteExpires() {
    members.addInvite("d", new Invite(TEAM, ALICE, Instant.now().plusMillis(300), 5));
    await().until(() -> !redis.exists(keys.invite("d")));
    assertThat(members.takeInvite("d")).isEmpty();
    members.addInvite("past", new Invite(TEAM, ALICE, Instant.now().minusSeconds(1), 5));
    assertThat(members.takeInvite("past")).isEmpty();
  }

  @Test
  void useOfAnInviteThatIsAskedForAgainCountsOnce() {
    members.addInvite("d", new Invite(TEAM, ALICE, Instant.now().plusSeconds(60), 1));
    for (int i = 0; i < 2; i++) {
      assertThat(
              (List<?>)
                  redis.eval(
                      MemberScripts.TAKE.source(),
                      List.of(keys.invite("d")),
                      RedisRoomMembers.arguments("me")))
          .hasSize(4);
    }
    assertThat(members.takeInvite("d")).isEmpty();
  }

  @Test
  void whoTookAUseTakesNoOtherThoughManyCameBetween() {
    members.addInvite("d", new Invite(TEAM, ALICE, Instant.now().plusSeconds(60), 3));
    assertThat(members.takeInvite("d", "one")).map(Invite::uses).contains(2);
    assertThat(members.takeInvite("d", "two")).map(Invite::uses).contains(1);
    assertThat(members.takeInvite("d", "three")).map(Invite::uses).contains(0);
    assertThat(members.takeInvite("d", "one")).map(Invite::uses).contains(0);
    assertThat(members.takeInvite("d", "four")).isEmpty();
  }

  @Test
  void lookingAtAnInviteTakesNoUse() {
    Instant end = Instant.ofEpochMilli(Instant.now().plusSeconds(60).toEpochMilli());
    Invite invite = new Invite(TEAM, ALICE, end, 1);
    assertThat(members.findInvite("d")).isEmpty();
    members.addInvite("d", invite);
    assertThat(members.findInvite("d")).contains(invite);
    assertThat(members.findInvite("d")).contains(invite);
    assertThat(members.takeInvite("d", "one")).isPresent();
    assertThat(members.findInvite("d")).map(Invite::uses).contains(0);
  }

  @Test
  void nameIsClaimedWithAllThatLooksLikeItOrNotAtAll() {
    RoomName ian = new RoomName("Ian");
    RoomName lan = new RoomName("lan");
    RoomName small = new RoomName("ian");
    assertThat(members.claimName(lan, Set.of("s-lan"))).isTrue();
    assertThat(members.claimName(ian, Set.of("s-ian", "s-lan"))).isFalse();
    assertThat(members.claimName(small, Set.of("s-ian"))).as("no claim was left").isTrue();
    assertThat(members.claimName(lan, Set.of("s-lan"))).as("again").isTrue();
    assertThat(members.claimName(small, Set.of("s-lan"))).isFalse();
  }

  @Test
  void twoNodesNeverTakeTheSameUse() throws Exception {
    members.addInvite("d", new Invite(TEAM, ALICE, Instant.now().plusSeconds(60), 30));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (RedisRoomMembers other = new RedisRoomMembers(TestRedis.shared().connections(), keys, 4)) {
      List<Future<Optional<Invite>>> tries = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        RedisRoomMembers node = i % 2 == 0 ? members : other;
        tries.add(threads.submit(() -> node.takeInvite("d")));
      }
      List<Integer> left = new ArrayList<>();
      for (Future<Optional<Invite>> one : tries) {
        one.get().ifPresent(invite -> left.add(invite.uses()));
      }
      assertThat(left).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 30).boxed().toList());
    } finally {
      threads.shutdown();
    }
  }
}
