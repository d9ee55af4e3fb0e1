package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a stream tells of an inbox while rooms come and go, over two nodes. */
class InboxTest {
  private static final String ROOM = "den";

  @Test
  void roomsThatComeAndGoAreToldAsTheyDo() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      try (StreamProbe reader = inbox(bob, far)) {
        create(alice, near);
        invite(alice, near);
        InboxRoom invitation = next(reader, 0, row -> row.getRole() == Role.ROLE_UNSPECIFIED);
        assertThat(invitation.getRoom().hasBounds()).isFalse();

        int seen = rows(reader).size();
        join(bob, near);
        InboxRoom joined = next(reader, seen, row -> row.getRole() == Role.ROLE_MEMBER);
        assertThat(joined.getUnread()).isZero();

        seen = rows(reader).size();
        leave(bob, near);
        InboxRoom left = next(reader, seen, InboxRoom::getRemoved);
        assertThat(left.getRoom().getRules().getTitle()).isEmpty();

        seen = rows(reader).size();
        invite(alice, near);
        next(reader, seen, row -> !row.getRemoved());
        seen = rows(reader).size();
        join(bob, far);
        next(reader, seen, row -> row.getRole() == Role.ROLE_MEMBER);

        seen = rows(reader).size();
        kick(alice, near);
        next(reader, seen, InboxRoom::getRemoved);

        seen = rows(reader).size();
        invite(alice, far);
        next(reader, seen, row -> !row.getRemoved() && row.getRole() == Role.ROLE_UNSPECIFIED);
        seen = rows(reader).size();
        leave(bob, near);
        next(reader, seen, InboxRoom::getRemoved);
      }
    }
  }

  @Test
  void whatOneWroteOnOneDeviceIsUnreadOnNone() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      create(alice, near);
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe phone = bob.connect(near);
          StreamProbe desk = inbox(bob, far)) {
        var before = speaker.say(ROOM, "before bob came, @room");
        invite(alice, near);
        join(bob, near);
        InboxRoom joined = next(desk, 0, row -> row.getRole() == Role.ROLE_MEMBER);
        assertThat(joined.getUnread()).isZero();
        assertThat(joined.getMentioned()).isFalse();
        assertThat(joined.getReadSeq()).isGreaterThan(before.getSeq());

        var own = phone.say(ROOM, "I, @bob, to @room");
        InboxRoom written = next(desk, 0, row -> lastSeq(row) == own.getSeq());
        assertThat(written.getUnread()).isZero();
        assertThat(written.getMentioned()).isFalse();
        assertThat(written.getReadSeq()).isEqualTo(own.getSeq());

        var others = speaker.say(ROOM, "hello");
        InboxRoom heard = next(desk, 0, row -> lastSeq(row) == others.getSeq());
        assertThat(heard.getUnread()).isOne();
        var late = phone.say(ROOM, "still not read");
        InboxRoom unread = next(desk, 0, row -> lastSeq(row) == late.getSeq());
        assertThat(unread.getReadSeq()).isEqualTo(own.getSeq());
      }
    }
  }

  @Test
  void aRoomThatCannotBeOpenedForAWhileIsFollowedLater() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      create(alice, near);
      invite(alice, near);
      join(bob, near);
      String log = nodes.key(ROOM);
      String kept = log + ":kept";
      var moved = nodes.redis().rename(log, kept);
      var replaced = nodes.redis().set(log, "no log");
      assertThat(List.of(moved, replaced)).containsOnly("OK");
      try (StreamProbe reader = inbox(bob, far);
          StreamProbe speaker = alice.connect(near)) {
        // The own log is followed and the rooms are listed: by the time of the next room's row the
        // other one could not be opened.
        create(bob, near, "other");
        next(reader, "other", 0, row -> row.getRole() == Role.ROLE_OWNER);
        nodes.redis().del(log);
        var back = nodes.redis().rename(kept, log);
        assertThat(back).isEqualTo("OK");
        next(reader, 0, row -> row.getRole() == Role.ROLE_MEMBER);

        var said = speaker.say(ROOM, "hello");

        InboxRoom row = next(reader, 0, found -> lastSeq(found) == said.getSeq());
        assertThat(row.getUnread()).isOne();
      }
    }
  }

  private static StreamProbe inbox(SignedIn user, TestNode node) {
    StreamProbe stream = StreamProbe.open(user.at(node));
    long hello = stream.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
    assertThat(stream.answer(hello).getWelcome().getUser()).isEqualTo(user.name());
    return stream;
  }

  private static long lastSeq(InboxRoom row) {
    return row.getLastMessage().getSeq();
  }

  private static List<InboxRoom> rows(StreamProbe stream) {
    return rows(stream, ROOM);
  }

  private static List<InboxRoom> rows(StreamProbe stream, String room) {
    return stream.heard().events().stream()
        .filter(Event::hasInboxRoom)
        .map(Event::getInboxRoom)
        .filter(row -> row.getRoom().getName().equals(room))
        .toList();
  }

  private static InboxRoom next(StreamProbe stream, int seen, Predicate<InboxRoom> wanted) {
    return next(stream, ROOM, seen, wanted);
  }

  /** Waits for the first row of the room like that, after so many of it. */
  private static InboxRoom next(
      StreamProbe stream, String room, int seen, Predicate<InboxRoom> wanted) {
    Waiting.patiently()
        .alias("a row of " + room)
        .until(() -> rows(stream, room).stream().skip(seen).anyMatch(wanted));
    return rows(stream, room).stream().skip(seen).filter(wanted).findFirst().orElseThrow();
  }

  private static RoomServiceBlockingStub rooms(SignedIn user, TestNode node) {
    return RoomServiceGrpc.newBlockingStub(user.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void create(SignedIn user, TestNode node) {
    create(user, node, ROOM);
  }

  private static void create(SignedIn user, TestNode node, String room) {
    var unused =
        rooms(user, node)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(room)
                    .setRules(
                        RoomRules.newBuilder()
                            .setKind(RoomKind.ROOM_KIND_PRIVATE)
                            .setTitle("The den"))
                    .build());
  }

  private static void invite(SignedIn user, TestNode node) {
    var unused =
        rooms(user, node)
            .inviteUser(InviteUserRequest.newBuilder().setRoom(ROOM).setUser("bob").build());
  }

  private static void join(SignedIn user, TestNode node) {
    var unused = rooms(user, node).joinRoom(JoinRoomRequest.newBuilder().setRoom(ROOM).build());
  }

  private static void leave(SignedIn user, TestNode node) {
    var unused = rooms(user, node).leaveRoom(LeaveRoomRequest.newBuilder().setRoom(ROOM).build());
  }

  private static void kick(SignedIn user, TestNode node) {
    var unused =
        rooms(user, node)
            .moderateMember(
                ModerateMemberRequest.newBuilder()
                    .setRoom(ROOM)
                    .setUser("bob")
                    .setAction(MembershipAction.MEMBERSHIP_ACTION_KICKED)
                    .build());
  }
}
