package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Duration;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.SubscribeResponse;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What those who keep order in a room do is felt by all, on every node, and as long as it lasts.
 */
class KeepingOrderTest {
  private static final String ROOM = "den";

  /** Not for long, and long enough to be seen on a machine that is busy. */
  private static final Duration A_MOMENT = Duration.newBuilder().setSeconds(3).build();

  private Nodes nodes;
  private TestNode near;
  private TestNode far;
  private SignedIn alice;
  private SignedIn bob;

  @BeforeEach
  void start() {
    nodes = Nodes.onSharedRedis();
    near = nodes.start();
    far = nodes.start();
    alice = SignedIn.register(near, "alice");
    bob = SignedIn.register(near, "bob");
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ROOM_KIND_PRIVATE, MEMBERSHIP_ACTION_KICKED, ROOM_NOT_FOUND",
    "ROOM_KIND_PRIVATE, MEMBERSHIP_ACTION_BANNED, ROOM_NOT_FOUND",
    "ROOM_KIND_PUBLIC, MEMBERSHIP_ACTION_BANNED, BANNED"
  })
  void whoIsRemovedIsCutOffOnAnotherNodeWhicheverWayTheyRead(
      RoomKind kind, MembershipAction action, String reason) {
    create(RoomRules.newBuilder().setKind(kind));
    Recording subscribed = follow(bob, far);
    try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
        StreamProbe reader = bob.connect(far, fromNow(ROOM))) {
      long before = speaker.say(ROOM, "before").getSeq();
      reader.heard().awaitSeq(ROOM, before);
      subscribed.awaitSeq(ROOM, before);

      moderate(action, Duration.getDefaultInstance());
      long removed = speaker.say(ROOM, "secret").getSeq() - 1;

      Event closed = reader.heard().await("the end of the room", Event::hasRoomClosed);
      assertThat(Refusal.of(closed.getRoomClosed().getStatus()).reason()).isEqualTo(reason);
      assertThat(Refusal.of(subscribed.awaitFailure()).reason()).isEqualTo(reason);
      assertThat(Refusal.of(reader.answer(reader.send(ROOM, "", "let me in"))).reason())
          .isEqualTo(reason);
      for (Recording heard : new Recording[] {reader.heard(), subscribed}) {
        assertThat(heard.entries(ROOM))
            .extracting(Entry::getSeq)
            .allSatisfy(seq -> assertThat(seq).isLessThanOrEqualTo(removed));
      }
    }
  }

  @Test
  void aMuteEndsByItself() {
    create(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PRIVATE));
    try (StreamProbe writer = bob.connect(far, fromNow(ROOM))) {
      moderate(MembershipAction.MEMBERSHIP_ACTION_MUTED, A_MOMENT);

      Refusal muted = awaitRefusal(writer);
      assertThat(muted.reason()).isEqualTo("MUTED");
      assertThat(muted.metadata()).containsKey("until");
      assertThat(Refusal.of(catchThrowable(() -> send(bob, near))).reason()).isEqualTo("MUTED");
      awaitAccepted(writer);
      send(bob, near);
    }
  }

  @Test
  void aBanEndsByItselfAndLeavesNoMember() {
    create(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC));
    moderate(MembershipAction.MEMBERSHIP_ACTION_BANNED, A_MOMENT);

    Refusal banned = Refusal.of(catchThrowable(() -> join(bob, near)));
    assertThat(banned.reason()).isEqualTo("BANNED");
    assertThat(banned.metadata()).containsKey("until");
    Waiting.patiently().alias("the ban on the other node").until(() -> !reads(bob, far));
    Waiting.patiently().alias("the end of the ban").until(() -> reads(bob, far));

    assertThat(Refusal.of(catchThrowable(() -> send(bob, near))).reason())
        .isEqualTo("NOT_A_MEMBER");
    join(bob, near);
    send(bob, near);
  }

  @Test
  void anArchivedRoomIsReadAndNotWrittenToUntilItIsOpenedAgain() {
    create(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PRIVATE));
    try (StreamProbe owner = alice.connect(near, fromNow(ROOM));
        StreamProbe member = bob.connect(far, fromNow(ROOM))) {
      long said = member.say(ROOM, "hello").getSeq();
      long archived = update(UpdateRoomRequest.newBuilder().setArchived(true)).getLastSeq();
      member.heard().awaitSeq(ROOM, archived);

      for (StreamProbe writer : new StreamProbe[] {owner, member}) {
        Refusal refused = Refusal.of(writer.answer(writer.send(ROOM, "", "more")));
        assertThat(refused.reason()).isEqualTo("ROOM_ARCHIVED");
      }
      assertThat(Refusal.of(member.answer(edit(member, said))).reason()).isEqualTo("ROOM_ARCHIVED");
      long opened = update(UpdateRoomRequest.newBuilder().setArchived(false)).getLastSeq();
      assertThat(opened).as("nothing was written in between").isEqualTo(archived + 1);
      member.heard().awaitSeq(ROOM, opened);

      assertThat(member.answer(edit(member, said)).hasAccepted()).isTrue();
      owner.heard().awaitSeq(ROOM, member.say(ROOM, "more").getSeq());
    }
  }

  @Test
  void aRoomKeepsAsMuchAsItsRulesSayAndReadersHearWhatIsGone() {
    create(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PRIVATE));
    try (StreamProbe reader = bob.connect(far, fromStart(ROOM))) {
      long last = 0;
      for (int i = 0; i < 20; i++) {
        last = reader.say(ROOM, "message " + i).getSeq();
      }
      RoomBounds bounds = update(UpdateRoomRequest.newBuilder().setRetain(5));
      assertThat(bounds.getLastSeq()).isEqualTo(last + 1);
      assertThat(bounds.getFirstSeq()).isEqualTo(bounds.getLastSeq() - 4);

      long first = bounds.getFirstSeq();
      try (StreamProbe late = bob.connect(near, fromStart(ROOM))) {
        HistoryTrimmed gap =
            late.heard().await("the gap", Event::hasHistoryTrimmed).getHistoryTrimmed();
        late.heard().awaitSeq(ROOM, bounds.getLastSeq());
        assertThat(gap.getFirstMissingSeq()).isOne();
        assertThat(gap.getLastMissingSeq()).isEqualTo(first - 1);
        assertThat(late.heard().entries(ROOM))
            .extracting(Entry::getSeq)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(first, bounds.getLastSeq()).boxed().toList());
      }
      ListMessagesResponse page =
          bob.calls(near)
              .listMessages(ListMessagesRequest.newBuilder().setRoom(ROOM).setAfterSeq(0).build());
      assertThat(page.getHistoryTrimmed().getLastMissingSeq()).isEqualTo(first - 1);
      assertThat(page.getEntriesList()).hasSize(5);

      reader.heard().awaitSeq(ROOM, reader.say(ROOM, "the next one").getSeq());
      assertThat(reader.heard().events())
          .as("who was there has read it all")
          .noneMatch(Event::hasHistoryTrimmed);
      assertThat(bob.calls(far).getRoom(room()).getRoom().getBounds().getFirstSeq())
          .isEqualTo(first + 1);
    }
  }

  @Test
  void slowModeCountsStreamAndCallsTogetherAndNotForThoseWhoKeepOrder() {
    create(
        RoomRules.newBuilder()
            .setKind(RoomKind.ROOM_KIND_PUBLIC)
            .setSlowMode(Duration.newBuilder().setSeconds(600)));
    SignedIn carol = SignedIn.register(near, "carol");
    join(carol, near);
    var raised =
        alice
            .rooms(near)
            .setRole(
                SetRoleRequest.newBuilder()
                    .setRoom(ROOM)
                    .setUser("carol")
                    .setRole(Role.ROLE_MODERATOR)
                    .build());
    assertThat(raised).isNotNull();
    try (StreamProbe member = bob.connect(far);
        StreamProbe moderator = carol.connect(far)) {
      var first = member.say(ROOM, "first");

      assertThat(Refusal.of(catchThrowable(() -> send(bob, near))).reason()).isEqualTo("SLOW_MODE");
      assertThat(Refusal.of(member.answer(member.send(ROOM, "", "second"))).reason())
          .isEqualTo("SLOW_MODE");
      assertThat(member.answer(edit(member, first.getSeq())).hasAccepted())
          .as("an edit is no message")
          .isTrue();
      long before = moderator.say(ROOM, "slowly, please").getSeq();
      send(carol, near);
      assertThat(moderator.say(ROOM, "thank you").getSeq()).isEqualTo(before + 2);
    }
  }

  private void create(RoomRules.Builder rules) {
    var created =
        alice
            .rooms(near)
            .createRoom(CreateRoomRequest.newBuilder().setRoom(ROOM).setRules(rules).build());
    var invited =
        alice
            .rooms(near)
            .inviteUser(InviteUserRequest.newBuilder().setRoom(ROOM).setUser("bob").build());
    join(bob, far);
    assertThat(created.getRoom().getName()).isEqualTo(ROOM);
    assertThat(invited).isNotNull();
  }

  private static void join(SignedIn user, TestNode node) {
    var joined = user.rooms(node).joinRoom(JoinRoomRequest.newBuilder().setRoom(ROOM).build());
    assertThat(joined.getRoom().getName()).isEqualTo(ROOM);
  }

  private void moderate(MembershipAction action, Duration lifetime) {
    ModerateMemberRequest.Builder request =
        ModerateMemberRequest.newBuilder().setRoom(ROOM).setUser("bob").setAction(action);
    if (lifetime.getSeconds() > 0) {
      request.setLifetime(lifetime);
    }
    var done = alice.rooms(near).moderateMember(request.build());
    assertThat(done).isNotNull();
  }

  /** Changes the rules; the room's bounds then. */
  private RoomBounds update(UpdateRoomRequest.Builder change) {
    return alice.rooms(near).updateRoom(change.setRoom(ROOM).build()).getRoom().getBounds();
  }

  private static void send(SignedIn user, TestNode node) {
    var sent =
        user.calls(node)
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setMessage(OutgoingMessage.newBuilder().setRoom(ROOM).setText("by a call"))
                    .build());
    assertThat(sent.hasAccepted()).isTrue();
  }

  private static long edit(StreamProbe stream, long seq) {
    return stream.ask(
        frame ->
            frame.setEdit(MessageEdit.newBuilder().setRoom(ROOM).setSeq(seq).setText("other")));
  }

  /** Sends until a message is refused; a node may remember for a moment what held before. */
  private static Refusal awaitRefusal(StreamProbe stream) {
    Event[] last = new Event[1];
    Waiting.patiently()
        .alias("a refusal")
        .until(
            () -> {
              last[0] = stream.answer(stream.send(ROOM, "", "may I?"));
              return last[0].hasFailed();
            });
    return Refusal.of(last[0]);
  }

  private static void awaitAccepted(StreamProbe stream) {
    Waiting.patiently()
        .alias("an accepted message")
        .until(() -> stream.answer(stream.send(ROOM, "", "may I?")).hasAccepted());
  }

  private static boolean reads(SignedIn user, TestNode node) {
    return catchThrowable(() -> user.calls(node).getRoom(room())) == null;
  }

  private static GetRoomRequest room() {
    return GetRoomRequest.newBuilder().setRoom(ROOM).build();
  }

  /** Follows the room by {@code Subscribe}, and waits until it is followed. */
  private static Recording follow(SignedIn user, TestNode node) {
    Recording heard = new Recording();
    ChatServiceGrpc.newStub(user.at(node))
        .subscribe(
            SubscribeRequest.newBuilder().setSubscription(fromNow(ROOM)).setFollow(true).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(SubscribeResponse frame) {
                heard.add(frame.getEventsList());
              }

              @Override
              public void onError(Throwable thrown) {
                heard.failed(thrown);
              }

              @Override
              public void onCompleted() {
                heard.completed();
              }
            });
    var unused = heard.await("following the room", Event::hasSubscribed);
    return heard;
  }
}
