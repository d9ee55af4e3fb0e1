package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import io.grpc.protobuf.StatusProto;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListInboxResponse;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.core.log.Appended;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.AccountSettings;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Inboxes that are full, and rooms that were lost from one. */
class RoomInboxTest {
  private static final RedisConnections REDIS = TestRedis.shared().connections();
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final Jedis redis = new Jedis(REDIS.open("room-inbox-test"));
  private final RedisMessageLog log = new RedisMessageLog(REDIS, keys, 0, 2, RedisObserver.NONE);
  private PeopleNode node;
  private String alice;
  private String bob;

  @BeforeEach
  void start() {
    node = new PeopleNode(REDIS, keys, AccountSettings.OPEN);
    alice = register("alice");
    bob = register("bob");
  }

  @AfterEach
  void stop() {
    node.close();
    log.close();
    redis.close();
  }

  @Test
  void manyRoomsWithLongMessagesFitIntoOneAnswerTheNewestFirst() {
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    RoomRules rules =
        new RoomRules(RoomKind.PRIVATE, "题", "话".repeat(1024), false, 0, Duration.ZERO);
    for (int i = 0; i < 1003; i++) {
      RoomName room = new RoomName(String.format("room%04d", i));
      appends.add(log.append(creation(room, rules)));
      String text = i == 1002 ? "short" : "火".repeat(2700);
      appends.add(
          log.append(
              new NewMessage(
                  room, MessageId.create(), new UserName("bob"), NOON.plusSeconds(i), text)));
      note("alice", room);
    }
    appends.forEach(CompletableFuture::join);

    ListInboxResponse inbox = inbox(alice);

    assertThat(inbox.getRoomsCount()).isEqualTo(1000);
    assertThat(inbox.getMore()).isTrue();
    assertThat(name(inbox.getRooms(0))).isEqualTo("room1002");
    assertThat(name(inbox.getRooms(999))).isEqualTo("room0003");
    InboxRoom newest = inbox.getRooms(0);
    assertThat(newest.getLastMessage().getMessage().getText()).isEqualTo("short");
    assertThat(newest.getLastMessageCut()).isFalse();
    assertThat(newest.getRoom().getRules().getTitle()).isEqualTo("题");
    assertThat(newest.getRoom().getRules().getTopic()).isEmpty();
    assertThat(inbox.getRooms(1).getLastMessage().getMessage().getText())
        .isEqualTo("火".repeat(256));
    assertThat(inbox.getRooms(1).getLastMessageCut()).isTrue();
    assertThat(inbox(bob).getMore()).isFalse();
  }

  @Test
  void nobodyIsInvitedWithoutEnd() throws Exception {
    for (int i = 0; i < 100; i++) {
      RoomName room = new RoomName("inviting" + i);
      redis.hset(keys.rules(room), "version".getBytes(UTF_8), "0123456789abcdef".getBytes(UTF_8));
      redis.hset(keys.members(room), "bob".getBytes(UTF_8), "- invited".getBytes(UTF_8));
      note("bob", room);
    }
    create("den");
    Throwable refused = catchThrowable(() -> invite("den"));
    assertThat(refused).isNotNull();
    assertThat(
            Reason.valueOf(
                StatusProto.fromThrowable(refused)
                    .getDetails(0)
                    .unpack(ErrorInfo.class)
                    .getReason()))
        .isEqualTo(Reason.TOO_MANY_ROOMS);
    redis.hdel(keys.members(new RoomName("inviting7")), "bob".getBytes(UTF_8));
    invite("den");
    assertThat(inbox(bob).getRoomsList()).extracting(RoomInboxTest::name).contains("den");
  }

  @Test
  void aRoomThatWasLostFromAnInboxComesBackWhenItsMemberUsesIt() {
    create("read");
    create("followed");
    create("idle");
    for (String room : List.of("read", "followed", "idle")) {
      redis.zrem(keys.roomsOf(new UserName("alice")), room.getBytes(UTF_8));
    }
    assertThat(inbox(alice).getRoomsList()).isEmpty();

    var marked =
        node.rooms(alice)
            .markRead(
                MarkReadRequest.newBuilder()
                    .setMark(ReadMark.newBuilder().setRoom("read").setSeq(1))
                    .build());
    node.chat(alice)
        .subscribe(
            SubscribeRequest.newBuilder()
                .setSubscription(RoomSubscription.newBuilder().setRoom("followed"))
                .build())
        .forEachRemaining(events -> assertThat(events).isNotNull());

    assertThat(marked.getMarked().getRoom()).isEqualTo("read");
    await()
        .untilAsserted(
            () ->
                assertThat(inbox(alice).getRoomsList())
                    .extracting(RoomInboxTest::name)
                    .containsExactlyInAnyOrder("read", "followed"));
  }

  @Test
  void aReaderWhoIsNoMemberGetsNoRoomByReadingIt() {
    create("square", io.redfire.chat.v1.RoomKind.ROOM_KIND_PUBLIC);
    node.chat(bob)
        .subscribe(
            SubscribeRequest.newBuilder()
                .setSubscription(RoomSubscription.newBuilder().setRoom("square"))
                .build())
        .forEachRemaining(events -> assertThat(events).isNotNull());
    create("other", io.redfire.chat.v1.RoomKind.ROOM_KIND_PUBLIC);
    var left = node.rooms(alice).leaveRoom(LeaveRoomRequest.newBuilder().setRoom("other").build());
    assertThat(left).isNotNull();
    assertThat(redis.zrange(keys.roomsOf(new UserName("bob")), 0, -1)).isEmpty();
    assertThat(inbox(alice).getRoomsList())
        .extracting(RoomInboxTest::name)
        .containsExactly("square");
  }

  private static NewGovernance creation(RoomName room, RoomRules rules) {
    return new NewGovernance(
        room,
        MessageId.create(),
        new UserName("alice"),
        NOON,
        "",
        Optional.of(rules),
        List.of(
            new PartChange(
                new UserName("alice"),
                MembershipAction.JOINED,
                Optional.of(Role.OWNER),
                false,
                Instant.MIN,
                Instant.MIN,
                "")));
  }

  private void note(String user, RoomName room) {
    redis.zadd(keys.roomsOf(new UserName(user)), 0, room.value().getBytes(UTF_8));
  }

  private static String name(InboxRoom row) {
    return row.getRoom().getName();
  }

  private ListInboxResponse inbox(String token) {
    return node.rooms(token).listInbox(ListInboxRequest.getDefaultInstance());
  }

  private void create(String room) {
    create(room, io.redfire.chat.v1.RoomKind.ROOM_KIND_PRIVATE);
  }

  private void create(String room, io.redfire.chat.v1.RoomKind kind) {
    var created =
        node.rooms(alice)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(room)
                    .setRules(io.redfire.chat.v1.RoomRules.newBuilder().setKind(kind))
                    .build());
    assertThat(created.getRoom().getName()).isEqualTo(room);
  }

  private void invite(String room) {
    var invited =
        node.rooms(alice)
            .inviteUser(InviteUserRequest.newBuilder().setRoom(room).setUser("bob").build());
    assertThat(invited).isNotNull();
  }

  private String register(String user) {
    return node.guest()
        .register(RegisterRequest.newBuilder().setUser(user).setPassword("correct horse").build())
        .getToken();
  }
}
