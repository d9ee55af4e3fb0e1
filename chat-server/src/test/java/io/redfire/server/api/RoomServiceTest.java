package io.redfire.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.room.NoticeKind;
import io.redfire.server.AccountSettings;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Rooms over real channels to two nodes; each test has rooms of its own. */
class RoomServiceTest {
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final RedisKeys KEYS = new RedisKeys("test-" + MessageId.create() + "-");
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(7);
  private static final AtomicInteger ROOMS = new AtomicInteger();
  private static PeopleNode one;
  private static PeopleNode two;
  private static String alice;
  private static String bob;
  private static String carol;

  @BeforeAll
  static void start() {
    one = new PeopleNode(REDIS, KEYS, AccountSettings.OPEN);
    two = new PeopleNode(REDIS, KEYS, AccountSettings.OPEN);
    alice = register(one, "alice");
    bob = register(one, "bob");
    carol = register(one, "carol");
  }

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
    one.close();
    two.close();
  }

  @Test
  void whoeverCreatesARoomOwnsIt() {
    String name = name();
    Room room =
        one.rooms(alice)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(name)
                    .setRules(
                        RoomRules.newBuilder()
                            .setKind(RoomKind.ROOM_KIND_PRIVATE)
                            .setTitle("Team")
                            .setRetain(100)
                            .setSlowMode(Duration.newBuilder().setSeconds(3)))
                    .build())
            .getRoom();
    assertThat(room.getName()).isEqualTo(name);
    assertThat(room.getBounds().getLastSeq()).isEqualTo(2);
    assertThat(room.getRules().getTitle()).isEqualTo("Team");
    assertThat(room.getRules().getSlowMode().getSeconds()).isEqualTo(3);
    assertThat(members(alice, name))
        .containsExactly(Member.newBuilder().setUser("alice").setRole(Role.ROLE_OWNER).build());
    assertThat(reason(() -> create(two, bob, name, RoomKind.ROOM_KIND_PUBLIC)))
        .isEqualTo(Reason.ROOM_EXISTS);
    assertThat(notices("alice")).contains("ROOM_ADDED " + name);
  }

  @Test
  void roomsThatCannotBeAreRefused() {
    assertThat(reason(() -> create(one, alice, name(), RoomKind.ROOM_KIND_DIRECT)))
        .isEqualTo(Reason.FIELD_INVALID);
    assertThat(reason(() -> create(one, alice, name(), RoomKind.ROOM_KIND_UNSPECIFIED)))
        .isEqualTo(Reason.FIELD_INVALID);
    assertThat(reason(() -> create(one, alice, "@alice", RoomKind.ROOM_KIND_PUBLIC)))
        .isEqualTo(Reason.NAME_INVALID);
    assertThat(reason(() -> create(one, alice, "p\u0430ypal", RoomKind.ROOM_KIND_PUBLIC)))
        .isEqualTo(Reason.NAME_INVALID);
    for (RoomRules.Builder rules :
        List.of(
            RoomRules.newBuilder().setTitle("x".repeat(129)),
            RoomRules.newBuilder().setTitle("two\nlines"),
            RoomRules.newBuilder().setTopic("x".repeat(1025)),
            RoomRules.newBuilder().setRetain(1_000_000_001),
            RoomRules.newBuilder().setRetain(-1),
            RoomRules.newBuilder().setSlowMode(Duration.newBuilder().setSeconds(21_601)),
            RoomRules.newBuilder().setSlowMode(Duration.newBuilder().setNanos(1)))) {
      CreateRoomRequest request =
          CreateRoomRequest.newBuilder()
              .setRoom(name())
              .setRules(rules.setKind(RoomKind.ROOM_KIND_PUBLIC))
              .build();
      assertThat(reason(() -> one.rooms(alice).createRoom(request)))
          .as(rules.toString())
          .isEqualTo(Reason.FIELD_INVALID);
    }
    CreateRoomRequest named =
        CreateRoomRequest.newBuilder()
            .setRoom(name())
            .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
            .build();
    assertThat(reason(() -> one.rooms().createRoom(named))).isEqualTo(Reason.LOGIN_REQUIRED);
  }

  @Test
  void sameIdStoresOnceAndIsAnsweredAgain() {
    String name = name();
    CreateRoomRequest create =
        CreateRoomRequest.newBuilder()
            .setRoom(name)
            .setId(MessageId.create().value())
            .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
            .build();
    Room room = one.rooms(alice).createRoom(create).getRoom();
    assertThat(two.rooms(alice).createRoom(create).getRoom()).isEqualTo(room);
    JoinRoomRequest join =
        JoinRoomRequest.newBuilder().setRoom(name).setId(MessageId.create().value()).build();
    LeaveRoomRequest leave =
        LeaveRoomRequest.newBuilder().setRoom(name).setId(MessageId.create().value()).build();
    for (int i = 0; i < 2; i++) {
      var joined = one.rooms(bob).joinRoom(join);
      assertThat(joined.getRoom().getName()).isEqualTo(name);
    }
    for (int i = 0; i < 2; i++) {
      var left = two.rooms(bob).leaveRoom(leave);
      assertThat(left).isNotNull();
    }
    assertThat(changes(alice, name)).containsExactly("alice JOINED", "bob JOINED", "bob LEFT");
    assertThat(inbox(bob)).doesNotContain(name);
  }

  @Test
  void membershipStandsInTheSameOrderForEveryReader() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    setRole(alice, name, "bob", Role.ROLE_MODERATOR);
    join(two, carol, name);
    moderate(bob, name, "carol", MembershipAction.MEMBERSHIP_ACTION_MUTED);
    moderate(bob, name, "carol", MembershipAction.MEMBERSHIP_ACTION_UNMUTED);
    moderate(bob, name, "carol", MembershipAction.MEMBERSHIP_ACTION_KICKED);
    assertThat(changes(alice, name))
        .containsExactly(
            "alice JOINED",
            "bob JOINED",
            "bob ROLE_CHANGED",
            "carol JOINED",
            "carol MUTED",
            "carol UNMUTED",
            "carol KICKED")
        .isEqualTo(changes(bob, name));
    assertThat(notices("carol")).contains("ROOM_ADDED " + name, "ROOM_REMOVED " + name);
  }

  @Test
  void directRoomIsTheSameWhoeverOpensIt() {
    Room room = openDirect(one, alice, "bob");
    assertThat(room.getName()).isEqualTo("@alice,bob");
    assertThat(room.getRules().getKind()).isEqualTo(RoomKind.ROOM_KIND_DIRECT);
    assertThat(openDirect(two, bob, "alice")).isEqualTo(room);
    assertThat(inbox(alice)).contains("@alice,bob");
    assertThat(inbox(bob)).contains("@alice,bob");
    assertThat(reason(() -> openDirect(one, alice, "alice"))).isEqualTo(Reason.FIELD_INVALID);
    assertThat(reason(() -> openDirect(one, alice, "nobody"))).isEqualTo(Reason.USER_NOT_FOUND);
    assertThat(reason(() -> leave(alice, "@alice,bob"))).isEqualTo(Reason.NOT_PERMITTED);
  }

  @Test
  void directRoomIsOpenedOnceBySeveralAtOnce() {
    String id = MessageId.create().value();
    OpenDirectRoomRequest same =
        OpenDirectRoomRequest.newBuilder().setUser("carol").setId(id).build();
    List<CompletableFuture<Room>> opens =
        List.of(
            CompletableFuture.supplyAsync(() -> openDirect(one, alice, "carol"), THREADS),
            CompletableFuture.supplyAsync(() -> openDirect(two, carol, "alice"), THREADS),
            CompletableFuture.supplyAsync(
                () -> two.rooms(alice).openDirectRoom(same).getRoom(), THREADS));
    assertThat(opens)
        .extracting(CompletableFuture::join)
        .containsOnly(openDirect(one, alice, "carol"));
    assertThat(one.rooms(alice).openDirectRoom(same).getRoom().getName()).isEqualTo("@alice,carol");
    assertThat(changes(carol, "@alice,carol"))
        .containsExactlyInAnyOrder("alice JOINED", "carol JOINED");
  }

  @Test
  void moderatorsDescribeAndOwnersRule() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    UpdateRoomRequest describe =
        UpdateRoomRequest.newBuilder().setRoom(name).setTitle("New").setTopic("Things").build();
    UpdateRoomRequest rule =
        UpdateRoomRequest.newBuilder()
            .setRoom(name)
            .setArchived(true)
            .setKind(RoomKind.ROOM_KIND_ANNOUNCEMENT)
            .build();
    assertThat(reason(() -> one.rooms(bob).updateRoom(describe))).isEqualTo(Reason.NOT_PERMITTED);
    setRole(alice, name, "bob", Role.ROLE_MODERATOR);
    assertThat(two.rooms(bob).updateRoom(describe).getRoom().getRules().getTitle())
        .isEqualTo("New");
    assertThat(reason(() -> one.rooms(bob).updateRoom(rule))).isEqualTo(Reason.NOT_PERMITTED);
    RoomRules ruled = one.rooms(alice).updateRoom(rule).getRoom().getRules();
    assertThat(ruled.getArchived()).isTrue();
    assertThat(ruled.getTopic()).isEqualTo("Things");
    assertThat(reason(() -> join(two, carol, name))).isEqualTo(Reason.ROOM_ARCHIVED);
    UpdateRoomRequest direct =
        UpdateRoomRequest.newBuilder().setRoom(name).setKind(RoomKind.ROOM_KIND_DIRECT).build();
    assertThat(reason(() -> one.rooms(alice).updateRoom(direct))).isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void hiddenRoomIsNotThereForOutsiders() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    List<Executable> tries =
        List.of(
            () -> join(one, bob, name),
            () -> leave(bob, name),
            () -> members(bob, name),
            () -> invite(bob, name, "carol"),
            () -> setRole(bob, name, "alice", Role.ROLE_MEMBER),
            () -> moderate(bob, name, "alice", MembershipAction.MEMBERSHIP_ACTION_KICKED),
            () -> code(bob, name, 1),
            () ->
                one.rooms(bob)
                    .updateRoom(UpdateRoomRequest.newBuilder().setRoom(name).setTitle("x").build()),
            () -> markRead(bob, name, 1));
    for (Executable attempt : tries) {
      assertThat(reason(attempt)).isEqualTo(Reason.ROOM_NOT_FOUND);
    }
    JoinRoomRequest join =
        JoinRoomRequest.newBuilder().setRoom(name).setId(MessageId.create().value()).build();
    assertThat(reason(() -> one.rooms().joinRoom(join))).isEqualTo(Reason.ROOM_NOT_FOUND);
    assertThat(reason(() -> one.rooms(bob).joinRoom(join))).isEqualTo(Reason.ROOM_NOT_FOUND);
  }

  @Test
  void invitedUserJoinsOrDeclines() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    invite(alice, name, "bob");
    invite(alice, name, "bob");
    invite(alice, name, "carol");
    assertThat(reason(() -> invite(alice, name, "nobody"))).isEqualTo(Reason.USER_NOT_FOUND);
    InboxRoom invitation =
        inboxRooms(bob).stream()
            .filter(row -> row.getRoom().getName().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(invitation.getRole()).isEqualTo(Role.ROLE_UNSPECIFIED);
    assertThat(invitation.getRoom().hasBounds()).isFalse();
    assertThat(join(two, bob, name).hasBounds()).isTrue();
    leave(carol, name);
    assertThat(inbox(carol)).doesNotContain(name);
    assertThat(reason(() -> join(one, carol, name))).isEqualTo(Reason.ROOM_NOT_FOUND);
    assertThat(changes(bob, name))
        .containsExactly(
            "alice JOINED", "bob INVITED", "carol INVITED", "bob JOINED", "carol LEFT");
  }

  @Test
  void codeLetsInAsOftenAsItSays() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    String code = code(alice, name, 1);
    JoinRoomRequest join =
        JoinRoomRequest.newBuilder().setCode(code).setId(MessageId.create().value()).build();
    assertThat(one.rooms(bob).joinRoom(join).getRoom().getName()).isEqualTo(name);
    assertThat(two.rooms(bob).joinRoom(join).getRoom().getName())
        .as("the same again, though the code is used up")
        .isEqualTo(name);
    StatusRuntimeException usedUp = thrown(() -> joinByCode(carol, name, code));
    StatusRuntimeException wrong = thrown(() -> joinByCode(carol, name, "0".repeat(28)));
    StatusRuntimeException nowhere = thrown(() -> joinByCode(carol, "nowhere", code));
    assertThat(reason(usedUp)).isEqualTo(Reason.CODE_INVALID);
    assertThat(StatusProto.fromThrowable(wrong)).isEqualTo(StatusProto.fromThrowable(usedUp));
    assertThat(StatusProto.fromThrowable(nowhere)).isEqualTo(StatusProto.fromThrowable(usedUp));
    assertThat(reason(() -> joinByCode(carol, "", "nonsense"))).isEqualTo(Reason.CODE_INVALID);
    assertThat(reason(() -> code(bob, name, 1))).isEqualTo(Reason.NOT_PERMITTED);
  }

  @Test
  void bannedTakesNoUseOfACode() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    moderate(alice, name, "bob", MembershipAction.MEMBERSHIP_ACTION_BANNED);
    String code = code(alice, name, 1);
    assertThat(reason(() -> joinByCode(bob, name, code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(joinByCode(carol, name, code).getName()).isEqualTo(name);
    assertThat(notices("bob")).noneMatch(notice -> notice.endsWith(" " + name));
  }

  @Test
  void whoIsNotLetInTakesNoUseOfACodeAndHearsNothingOfTheRoom() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    String code = code(alice, name, 1);
    moderate(alice, name, "bob", MembershipAction.MEMBERSHIP_ACTION_BANNED);
    assertThat(reason(() -> joinByCode(bob, "", code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(reason(() -> joinByCode(bob, name, code))).isEqualTo(Reason.BANNED);
    assertThat(joinByCode(alice, "", code).getName()).as("is in it already").isEqualTo(name);
    archive(name, true);
    assertThat(reason(() -> joinByCode(carol, "", code))).isEqualTo(Reason.CODE_INVALID);
    archive(name, false);
    assertThat(joinByCode(carol, "", code).getName()).as("the one use").isEqualTo(name);
  }

  @Test
  void codeOfSomebodyWhoMayMakeNoneAnyMoreLetsNobodyIn() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    invite(alice, name, "bob");
    join(one, bob, name);
    setRole(alice, name, "bob", Role.ROLE_MODERATOR);
    String code = code(bob, name, 5);
    setRole(alice, name, "bob", Role.ROLE_MEMBER);
    assertThat(reason(() -> joinByCode(carol, "", code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(reason(() -> joinByCode(carol, name, code))).isEqualTo(Reason.CODE_INVALID);
    setRole(alice, name, "bob", Role.ROLE_MODERATOR);
    assertThat(joinByCode(carol, "", code).getName()).isEqualTo(name);
  }

  @Test
  void joinThatIsSentAgainTakesOneUseThoughOthersCameBetween() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    String code = code(alice, name, 3);
    JoinRoomRequest join =
        JoinRoomRequest.newBuilder().setCode(code).setId(MessageId.create().value()).build();
    assertThat(one.rooms(bob).joinRoom(join).getRoom().getName()).isEqualTo(name);
    assertThat(joinByCode(carol, "", code).getName()).isEqualTo(name);
    assertThat(two.rooms(bob).joinRoom(join).getRoom().getName()).isEqualTo(name);
    assertThat(joinByCode(register(one, "gina"), "", code).getName()).isEqualTo(name);
    assertThat(reason(() -> joinByCode(register(one, "hugo"), "", code)))
        .isEqualTo(Reason.CODE_INVALID);
  }

  @Test
  void nameThatLooksLikeThatOfAnotherRoomIsRefused() {
    create(one, alice, "Marketing", RoomKind.ROOM_KIND_PRIVATE);
    for (String alike : List.of("rnarketing", "marketing", "MARKETING", "announcernents")) {
      assertThat(reason(() -> create(two, bob, alike, RoomKind.ROOM_KIND_PUBLIC)))
          .as(alike)
          .isEqualTo(Reason.NAME_CONFUSABLE);
    }
    assertThat(reason(() -> create(two, bob, "Marketing", RoomKind.ROOM_KIND_PUBLIC)))
        .isEqualTo(Reason.ROOM_EXISTS);
    assertThat(create(two, bob, "marketing2", RoomKind.ROOM_KIND_PUBLIC).getName())
        .isEqualTo("marketing2");
  }

  @Test
  void nameOfTheAdministratorsRoomIsNobodysToCreateJoinOrWriteTo() {
    assertThat(reason(() -> create(one, alice, "announcements", RoomKind.ROOM_KIND_ANNOUNCEMENT)))
        .isEqualTo(Reason.NAME_RESERVED);
    assertThat(reason(() -> join(one, alice, "announcements"))).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(reason(() -> say(alice, "announcements", "mine"))).isEqualTo(Reason.NOT_PERMITTED);
    SendMessageRequest ofAGuest =
        SendMessageRequest.newBuilder()
            .setUser("gus")
            .setMessage(OutgoingMessage.newBuilder().setRoom("announcements").setText("mine"))
            .build();
    assertThat(reason(() -> ChatServiceGrpc.newBlockingStub(one.channel()).sendMessage(ofAGuest)))
        .isEqualTo(Reason.LOGIN_REQUIRED);
  }

  @Test
  void codeHasBounds() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    for (long seconds : new long[] {0, 59, 30 * 86_400L + 1, -1, Long.MAX_VALUE}) {
      CreateInviteRequest request =
          CreateInviteRequest.newBuilder()
              .setRoom(name)
              .setLifetime(Duration.newBuilder().setSeconds(seconds))
              .build();
      assertThat(reason(() -> one.rooms(alice).createInvite(request)))
          .isEqualTo(Reason.FIELD_INVALID);
    }
    assertThat(reason(() -> code(alice, name, 10_001))).isEqualTo(Reason.FIELD_INVALID);
    assertThat(reason(() -> code(alice, name, -1))).isEqualTo(Reason.FIELD_INVALID);
  }

  @Test
  void roomWithMembersKeepsAnOwner() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    assertThat(reason(() -> leave(alice, name))).isEqualTo(Reason.LAST_OWNER);
    assertThat(reason(() -> setRole(alice, name, "alice", Role.ROLE_MEMBER)))
        .isEqualTo(Reason.LAST_OWNER);
    assertThat(reason(() -> setRole(alice, name, "carol", Role.ROLE_MEMBER)))
        .isEqualTo(Reason.USER_NOT_FOUND);
    assertThat(reason(() -> setRole(alice, name, "bob", Role.ROLE_UNSPECIFIED)))
        .isEqualTo(Reason.FIELD_INVALID);
    assertThat(reason(() -> setRole(bob, name, "bob", Role.ROLE_OWNER)))
        .isEqualTo(Reason.NOT_PERMITTED);
    setRole(alice, name, "bob", Role.ROLE_OWNER);
    leave(alice, name);
    assertThat(members(bob, name)).extracting(Member::getUser).containsExactly("bob");
    leave(bob, name);
  }

  @Test
  void roomThatItsLastOwnerLeavesIsArchivedAndNobodyGetsIn() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    invite(alice, name, "carol");
    String code = code(alice, name, 5);
    leave(alice, name);
    assertThat(reason(() -> join(two, bob, name))).isEqualTo(Reason.ROOM_ARCHIVED);
    assertThat(reason(() -> join(one, carol, name))).isEqualTo(Reason.ROOM_ARCHIVED);
    assertThat(reason(() -> joinByCode(bob, "", code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(reason(() -> joinByCode(bob, name, code))).isEqualTo(Reason.CODE_INVALID);
    assertThat(members(bob, name)).noneMatch(member -> member.getRole() != Role.ROLE_UNSPECIFIED);
    assertThat(changes(bob, name)).endsWith("alice LEFT");
  }

  @Test
  void moderatorsDealWithLowerRolesOnly() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    join(one, carol, name);
    setRole(alice, name, "bob", Role.ROLE_MODERATOR);
    setRole(alice, name, "carol", Role.ROLE_MODERATOR);
    for (String user : List.of("alice", "bob", "carol")) {
      assertThat(reason(() -> moderate(bob, name, user, MembershipAction.MEMBERSHIP_ACTION_KICKED)))
          .isEqualTo(Reason.NOT_PERMITTED);
    }
    setRole(alice, name, "carol", Role.ROLE_MEMBER);
    moderate(bob, name, "carol", MembershipAction.MEMBERSHIP_ACTION_BANNED);
    assertThat(reason(() -> join(one, carol, name))).isEqualTo(Reason.BANNED);
    assertThat(reason(() -> invite(bob, name, "carol"))).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(members(bob, name))
        .filteredOn(Member::hasBannedUntil)
        .extracting(Member::getUser, member -> member.getBannedUntil().getSeconds())
        .containsExactly(tuple("carol", 253_402_300_799L));
    setRole(alice, name, "bob", Role.ROLE_MEMBER);
    await()
        .untilAsserted(
            () -> assertThat(members(bob, name)).noneMatch(Member::hasBannedUntil).hasSize(2));
    moderate(alice, name, "carol", MembershipAction.MEMBERSHIP_ACTION_UNBANNED);
    assertThat(join(one, carol, name).getName()).isEqualTo(name);
  }

  @Test
  void whoIsMutedStaysSoThroughLeavingAndJoining() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    moderate(alice, name, "bob", MembershipAction.MEMBERSHIP_ACTION_MUTED);
    leave(bob, name);
    join(one, bob, name);
    assertThat(reason(() -> say(bob, name, "hello"))).isEqualTo(Reason.MUTED);
    moderate(alice, name, "bob", MembershipAction.MEMBERSHIP_ACTION_UNMUTED);
    say(bob, name, "hello");
  }

  @Test
  void whatIsGrantedOnOneNodeIsNotRefusedByAnother() {
    String name = created(alice, RoomKind.ROOM_KIND_PRIVATE);
    SubscribeRequest subscribe =
        SubscribeRequest.newBuilder()
            .setSubscription(
                RoomSubscription.newBuilder()
                    .setRoom(name)
                    .setStart(Start.newBuilder().setAfterSeq(0)))
            .build();
    ListMessagesRequest list = ListMessagesRequest.newBuilder().setRoom(name).build();
    assertThat(reason(() -> two.chat(bob).listMessages(list))).isEqualTo(Reason.ROOM_NOT_FOUND);
    invite(alice, name, "bob");
    join(one, bob, name);
    assertThat(two.chat(bob).subscribe(subscribe).next().getEventsList()).isNotEmpty();
    assertThat(two.chat(bob).listMessages(list).getEntriesList()).isNotEmpty();
  }

  @Test
  void measuresThatMakeNoSenseAreRefused() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    ModerateMemberRequest ban =
        ModerateMemberRequest.newBuilder()
            .setRoom(name)
            .setUser("bob")
            .setAction(MembershipAction.MEMBERSHIP_ACTION_BANNED)
            .build();
    for (ModerateMemberRequest.Builder wrong :
        List.of(
            ban.toBuilder().setAction(MembershipAction.MEMBERSHIP_ACTION_JOINED),
            ban.toBuilder().setLifetime(Duration.getDefaultInstance()),
            ban.toBuilder().setReason("x".repeat(513)),
            ban.toBuilder().setReason("two\nlines"),
            ban.toBuilder()
                .setAction(MembershipAction.MEMBERSHIP_ACTION_KICKED)
                .setLifetime(Duration.newBuilder().setSeconds(5)))) {
      assertThat(reason(() -> one.rooms(alice).moderateMember(wrong.build())))
          .isEqualTo(Reason.FIELD_INVALID);
    }
    assertThat(
            reason(() -> moderate(alice, name, "carol", MembershipAction.MEMBERSHIP_ACTION_KICKED)))
        .isEqualTo(Reason.USER_NOT_FOUND);
    var forever =
        one.rooms(alice)
            .moderateMember(
                ban.toBuilder()
                    .setLifetime(Duration.newBuilder().setSeconds(Long.MAX_VALUE))
                    .build());
    assertThat(forever).isNotNull();
    assertThat(reason(() -> join(one, bob, name))).isEqualTo(Reason.BANNED);
  }

  @Test
  void changesAtOnceAreAllMadeInSomeOrder() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    List<CompletableFuture<Room>> joins =
        List.of(
            CompletableFuture.supplyAsync(() -> join(one, bob, name), THREADS),
            CompletableFuture.supplyAsync(() -> join(two, carol, name), THREADS));
    joins.forEach(CompletableFuture::join);
    assertThat(changes(alice, name))
        .containsExactlyInAnyOrder("alice JOINED", "bob JOINED", "carol JOINED");
    setRole(alice, name, "bob", Role.ROLE_OWNER);
    leave(carol, name);
    List<CompletableFuture<Boolean>> leaves =
        Stream.of(alice, bob)
            .map(
                token ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            leave(token, name);
                            return true;
                          } catch (StatusRuntimeException refused) {
                            return false;
                          }
                        },
                        THREADS))
            .toList();
    assertThat(leaves).extracting(CompletableFuture::join).containsExactly(true, true);
  }

  @Test
  void membersComeInPages() {
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, bob, name);
    List<String> users = new ArrayList<>();
    String token = "";
    do {
      ListMembersResponse page =
          one.rooms(alice)
              .listMembers(
                  ListMembersRequest.newBuilder()
                      .setRoom(name)
                      .setPageSize(1)
                      .setPageToken(token)
                      .build());
      page.getMembersList().forEach(member -> users.add(member.getUser()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(users).containsExactlyInAnyOrder("alice", "bob");
    for (String bad : List.of("x", "0", "99999999999999999999", "-1")) {
      assertThat(
              reason(
                  () ->
                      one.rooms(alice)
                          .listMembers(
                              ListMembersRequest.newBuilder()
                                  .setRoom(name)
                                  .setPageToken(bad)
                                  .build())))
          .isEqualTo(Reason.CURSOR_INVALID);
    }
  }

  @Test
  void inboxTellsTheNewestFirstAndWhatIsUnread() {
    String reader = register(one, "dave");
    String first = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    String second = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    join(one, reader, first);
    join(one, reader, second);
    say(alice, second, "older");
    say(alice, first, "hello @dave");
    InboxRoom newest = inboxRooms(reader).get(0);
    assertThat(inbox(reader)).containsExactly(first, second);
    assertThat(newest.getUnread()).isEqualTo(1);
    assertThat(newest.getMentioned()).isTrue();
    assertThat(newest.getLastMessage().getMessage().getText()).isEqualTo("hello @dave");
    long head = newest.getRoom().getBounds().getLastSeq();
    assertThat(markRead(reader, first, head)).isEqualTo(head);
    assertThat(inboxRooms(reader).get(0).getUnread()).isZero();
    assertThat(reason(() -> one.rooms().listInbox(ListInboxRequest.getDefaultInstance())))
        .isEqualTo(Reason.LOGIN_REQUIRED);
  }

  @Test
  void tokenNeedsTheScope() {
    String reader =
        one.as(alice)
            .createToken(
                CreateTokenRequest.newBuilder().setName("bot").addScopes(Scope.SCOPE_READ).build())
            .getToken();
    String name = created(alice, RoomKind.ROOM_KIND_PUBLIC);
    assertThat(members(reader, name)).hasSize(1);
    assertThat(reason(() -> join(one, reader, name))).isEqualTo(Reason.SCOPE_MISSING);
    assertThat(reason(() -> joinByCode(reader, "", "nonsense"))).isEqualTo(Reason.SCOPE_MISSING);
    assertThat(reason(() -> leave(reader, name))).isEqualTo(Reason.SCOPE_MISSING);
  }

  @Test
  void roomsOfOneUserHaveAMost() {
    try (PeopleNode node = limited(limits(2, Optional.empty(), Optional.empty(), hourly(3)))) {
      String erin = register(node, "erin");
      String frank = register(node, "frank");
      create(node, erin, "first", RoomKind.ROOM_KIND_PUBLIC);
      create(node, erin, "second", RoomKind.ROOM_KIND_PUBLIC);
      assertThat(reason(() -> create(node, erin, "third", RoomKind.ROOM_KIND_PUBLIC)))
          .isEqualTo(Reason.TOO_MANY_ROOMS);
      create(node, frank, "other", RoomKind.ROOM_KIND_PUBLIC);
      assertThat(reason(() -> join(node, erin, "other"))).isEqualTo(Reason.TOO_MANY_ROOMS);
      leave(node, erin, "first");
      assertThat(join(node, erin, "other").getName()).isEqualTo("other");
      leave(node, erin, "other");
      create(node, erin, "third", RoomKind.ROOM_KIND_PUBLIC);
      leave(node, erin, "third");
      StatusRuntimeException refused =
          thrown(() -> create(node, erin, "fourth", RoomKind.ROOM_KIND_PUBLIC));
      assertThat(reason(refused)).isEqualTo(Reason.RATE_LIMITED);
      assertThat(StatusProto.fromThrowable(refused).getDetailsList())
          .anyMatch(detail -> detail.is(RetryInfo.class));
    }
  }

  @Test
  void changesCountAsMessagesOfTheirUser() {
    try (PeopleNode node = limited(limits(0, hourly(10), Optional.empty(), Optional.empty()))) {
      String erin = register(node, "erin");
      create(node, erin, "first", RoomKind.ROOM_KIND_PUBLIC);
      assertThat(granted(100, i -> describe(node, erin, "first", "title " + i))).isEqualTo(9);
      String frank = register(node, "frank");
      assertThat(join(node, frank, "first").getName()).isEqualTo("first");
      assertThat(reason(() -> say(node, erin, "first", "hello"))).isEqualTo(Reason.RATE_LIMITED);
    }
  }

  @Test
  void changesCountAsMessagesOfTheirRoomAndABanDoesNotWaitForThem() {
    try (PeopleNode node = limited(limits(0, Optional.empty(), hourly(10), Optional.empty()))) {
      String erin = register(node, "erin");
      String frank = register(node, "frank");
      create(node, erin, "first", RoomKind.ROOM_KIND_PUBLIC);
      join(node, frank, "first");
      assertThat(granted(100, i -> describe(node, erin, "first", "title " + i))).isEqualTo(8);
      String late = register(node, "late");
      assertThat(reason(() -> join(node, late, "first"))).isEqualTo(Reason.RATE_LIMITED);
      var banned =
          node.rooms(erin)
              .moderateMember(
                  ModerateMemberRequest.newBuilder()
                      .setRoom("first")
                      .setUser("frank")
                      .setAction(MembershipAction.MEMBERSHIP_ACTION_BANNED)
                      .build());
      assertThat(banned).isNotNull();
    }
  }

  @Test
  void whoMayDoNothingInARoomTakesNothingFromIt() {
    try (PeopleNode node = limited(limits(0, Optional.empty(), hourly(10), Optional.empty()))) {
      String erin = register(node, "erin");
      String frank = register(node, "frank");
      create(node, erin, "first", RoomKind.ROOM_KIND_PUBLIC);
      for (int i = 0; i < 20; i++) {
        assertThat(reason(() -> describe(node, frank, "first", "mine")))
            .isEqualTo(Reason.NOT_A_MEMBER);
      }
      assertThat(granted(9, i -> describe(node, erin, "first", "title " + i))).isEqualTo(9);
    }
  }

  @Test
  void inviteCodesOfOneUserHaveARate() {
    try (PeopleNode node = limited(limits(0, Optional.empty(), Optional.empty(), hourly(3)))) {
      String erin = register(node, "erin");
      create(node, erin, "first", RoomKind.ROOM_KIND_PUBLIC);
      CreateInviteRequest request = CreateInviteRequest.newBuilder().setRoom("first").build();
      assertThat(granted(30, i -> node.rooms(erin).createInvite(request))).isEqualTo(3);
    }
  }

  /** How many of so many calls were not refused; the others were told when to come again. */
  private static int granted(int calls, IntFunction<?> call) {
    int granted = 0;
    for (int i = 0; i < calls; i++) {
      try {
        assertThat(call.apply(i)).isNotNull();
        granted++;
      } catch (StatusRuntimeException refused) {
        assertThat(reason(refused)).isEqualTo(Reason.RATE_LIMITED);
        assertThat(StatusProto.fromThrowable(refused).getDetailsList())
            .anyMatch(detail -> detail.is(RetryInfo.class));
      }
    }
    return granted;
  }

  private static Room describe(PeopleNode node, String token, String room, String title) {
    return node.rooms(token)
        .updateRoom(UpdateRoomRequest.newBuilder().setRoom(room).setTitle(title).build())
        .getRoom();
  }

  private static void archive(String room, boolean archived) {
    var unused =
        one.rooms(alice)
            .updateRoom(UpdateRoomRequest.newBuilder().setRoom(room).setArchived(archived).build());
  }

  /** A node with a Redis prefix of its own. */
  private static PeopleNode limited(LimitSettings limits) {
    RedisKeys keys = new RedisKeys("test-" + MessageId.create() + "-");
    return new PeopleNode(REDIS, keys, AccountSettings.OPEN, limits);
  }

  private static Optional<Rate> hourly(int tokens) {
    return Optional.of(new Rate(tokens, java.time.Duration.ofHours(1)));
  }

  private static LimitSettings limits(
      int rooms, Optional<Rate> user, Optional<Rate> room, Optional<Rate> creations) {
    return LimitSettings.with()
        .roomsPerUser(rooms)
        .sendsPerUser(user)
        .sendsPerRoom(room)
        .roomCreationsPerUser(creations)
        .done();
  }

  private static String name() {
    return "room" + ROOMS.incrementAndGet();
  }

  private static String register(PeopleNode node, String user) {
    return node.guest()
        .register(RegisterRequest.newBuilder().setUser(user).setPassword("correct horse").build())
        .getToken();
  }

  private static String created(String token, RoomKind kind) {
    return create(one, token, name(), kind).getName();
  }

  private static Room create(PeopleNode node, String token, String name, RoomKind kind) {
    return node.rooms(token)
        .createRoom(
            CreateRoomRequest.newBuilder()
                .setRoom(name)
                .setRules(RoomRules.newBuilder().setKind(kind))
                .build())
        .getRoom();
  }

  private static Room openDirect(PeopleNode node, String token, String user) {
    return node.rooms(token)
        .openDirectRoom(OpenDirectRoomRequest.newBuilder().setUser(user).build())
        .getRoom();
  }

  private static Room join(PeopleNode node, String token, String room) {
    return node.rooms(token).joinRoom(JoinRoomRequest.newBuilder().setRoom(room).build()).getRoom();
  }

  private static Room joinByCode(String token, String room, String code) {
    return one.rooms(token)
        .joinRoom(JoinRoomRequest.newBuilder().setRoom(room).setCode(code).build())
        .getRoom();
  }

  private static void leave(String token, String room) {
    leave(one, token, room);
  }

  private static void leave(PeopleNode node, String token, String room) {
    var unused = node.rooms(token).leaveRoom(LeaveRoomRequest.newBuilder().setRoom(room).build());
  }

  private static void invite(String token, String room, String user) {
    var unused =
        one.rooms(token)
            .inviteUser(InviteUserRequest.newBuilder().setRoom(room).setUser(user).build());
  }

  private static String code(String token, String room, int uses) {
    return one.rooms(token)
        .createInvite(CreateInviteRequest.newBuilder().setRoom(room).setUses(uses).build())
        .getCode();
  }

  private static void setRole(String token, String room, String user, Role role) {
    var unused =
        one.rooms(token)
            .setRole(SetRoleRequest.newBuilder().setRoom(room).setUser(user).setRole(role).build());
  }

  private static void moderate(String token, String room, String user, MembershipAction action) {
    var unused =
        two.rooms(token)
            .moderateMember(
                ModerateMemberRequest.newBuilder()
                    .setRoom(room)
                    .setUser(user)
                    .setAction(action)
                    .build());
  }

  private static List<Member> members(String token, String room) {
    return one.rooms(token)
        .listMembers(ListMembersRequest.newBuilder().setRoom(room).build())
        .getMembersList();
  }

  private static List<InboxRoom> inboxRooms(String token) {
    return one.rooms(token).listInbox(ListInboxRequest.getDefaultInstance()).getRoomsList();
  }

  private static List<String> inbox(String token) {
    return inboxRooms(token).stream().map(row -> row.getRoom().getName()).toList();
  }

  private static long markRead(String token, String room, long seq) {
    return one.rooms(token)
        .markRead(
            MarkReadRequest.newBuilder()
                .setMark(ReadMark.newBuilder().setRoom(room).setSeq(seq))
                .build())
        .getMarked()
        .getSeq();
  }

  private static void say(String token, String room, String text) {
    say(one, token, room, text);
  }

  private static void say(PeopleNode node, String token, String room, String text) {
    var unused =
        node.chat(token)
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setMessage(OutgoingMessage.newBuilder().setRoom(room).setText(text))
                    .build());
  }

  private static List<String> changes(String token, String room) {
    return two
        .chat(token)
        .listMessages(ListMessagesRequest.newBuilder().setRoom(room).build())
        .getEntriesList()
        .stream()
        .filter(io.redfire.chat.v1.Entry::hasMembership)
        .map(io.redfire.chat.v1.Entry::getMembership)
        .map(
            change ->
                change.getUser()
                    + " "
                    + change.getAction().name().replace("MEMBERSHIP_ACTION_", ""))
        .toList();
  }

  private static List<String> notices(String user) {
    try (RedisMessageLog log = new RedisMessageLog(REDIS, KEYS, 0, 1, RedisObserver.NONE)) {
      return log.readAfter(new RoomName("@" + user), Position.ORIGIN, 200).entries().stream()
          .map(Entry::content)
          .map(content -> (Content.Notice) content)
          .filter(notice -> notice.kind() != NoticeKind.SESSION_STARTED)
          .map(notice -> notice.kind() + " " + notice.room().orElse(""))
          .toList();
    }
  }

  private static Reason reason(Executable call) {
    return reason(thrown(call));
  }

  private static Reason reason(StatusRuntimeException refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    assertThat(status).isNotNull();
    try {
      return Reason.valueOf(status.getDetails(0).unpack(ErrorInfo.class).getReason());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no ErrorInfo: " + status, e);
    }
  }

  private static StatusRuntimeException thrown(Executable call) {
    try {
      call.execute();
    } catch (StatusRuntimeException refusal) {
      return refusal;
    } catch (Throwable other) {
      throw new AssertionError("not refused but", other);
    }
    throw new AssertionError("not refused");
  }
}
