package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.client.ServerAddress;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody reads or writes where they may not, on no path, and not for long after they might. */
class RightsTest {
  private static final String ROOM = "den";
  private static final RoomRules PRIVATE = RoomRules.of(io.redfire.core.room.RoomKind.PRIVATE);

  @Test
  void whoIsRemovedHearsNoWordThatWasSaidAfter() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      var created = den.create(PRIVATE, "alice", "bob");
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = bob.connect(far, fromNow(ROOM))) {
        long before = speaker.say(ROOM, "before").getSeq();
        reader.heard().awaitSeq(ROOM, before);

        long removed = den.role("bob", MembershipAction.KICKED, Optional.empty());
        for (int i = 0; i < 20; i++) {
          var unused = speaker.say(ROOM, "secret " + i);
        }
        Event closed = reader.heard().await("the end of the room", Event::hasRoomClosed);

        assertThat(created).isEqualTo(before - 1);
        assertThat(Refusal.of(closed.getRoomClosed().getStatus()).reason())
            .isEqualTo("ROOM_NOT_FOUND");
        reader.ping();
        assertThat(reader.heard().entries(ROOM))
            .allSatisfy(entry -> assertThat(entry.getSeq()).isLessThanOrEqualTo(removed));
        speaker.heard().awaitSeq(ROOM, removed + 20);
      }
    }
  }

  @Test
  void aHiddenRoomIsNoRoomOnEveryPath() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      SignedIn eve = SignedIn.register(node, "eve");
      var unused = den.create(PRIVATE, "alice");
      try (StreamProbe stream = eve.connect(node)) {
        List<Refusal> refusals = new ArrayList<>();
        for (long request :
            List.of(
                stream.ask(frame -> frame.setSubscribe(fromNow(ROOM))),
                stream.ask(frame -> frame.setSend(message("hello"))),
                stream.ask(
                    frame ->
                        frame.setEdit(
                            MessageEdit.newBuilder().setRoom(ROOM).setSeq(1).setText("x"))),
                stream.ask(
                    frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(1))),
                stream.ask(
                    frame -> frame.setMarkRead(ReadMark.newBuilder().setRoom(ROOM).setSeq(1))))) {
          refusals.add(Refusal.of(stream.answer(request)));
        }
        for (Throwable thrown :
            List.of(
                catchThrowable(
                    () ->
                        eve.calls(node)
                            .sendMessage(
                                SendMessageRequest.newBuilder()
                                    .setMessage(message("hello"))
                                    .build())),
                catchThrowable(
                    () ->
                        eve.calls(node)
                            .listMessages(ListMessagesRequest.newBuilder().setRoom(ROOM).build())),
                catchThrowable(
                    () ->
                        eve.calls(node).getRoom(GetRoomRequest.newBuilder().setRoom(ROOM).build())),
                catchThrowable(
                    () ->
                        eve.calls(node)
                            .subscribe(
                                SubscribeRequest.newBuilder()
                                    .setSubscription(fromStart(ROOM))
                                    .build())
                            .hasNext()))) {
          refusals.add(Refusal.of(thrown));
        }
        assertThat(refusals).extracting(Refusal::reason).containsOnly("ROOM_NOT_FOUND");
        assertThat(eve.calls(node).listRooms(ListRoomsRequest.getDefaultInstance()).getRoomsList())
            .isEmpty();
      }
    }
  }

  @Test
  void aRoomIsFoundByPartsOfItsNameOrTitleAndTellsItsRules() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      RoomRules rules =
          new RoomRules(
              io.redfire.core.room.RoomKind.PUBLIC, "Quiet Corner", "", false, 0, Duration.ZERO);
      var unused = den.create(rules);
      var said = node.send("alice", "market", "hello");

      List<Room> found =
          node.calls()
              .listRooms(ListRoomsRequest.newBuilder().setQuery("qUIET").build())
              .getRoomsList();

      assertThat(said.getSeq()).isOne();
      assertThat(found).extracting(Room::getName).containsExactly(ROOM);
      assertThat(found.get(0).getRules().getKind()).isEqualTo(RoomKind.ROOM_KIND_PUBLIC);
      assertThat(
              node.calls()
                  .getRoom(GetRoomRequest.newBuilder().setRoom("market").build())
                  .getRoom()
                  .getRules()
                  .getKind())
          .isEqualTo(RoomKind.ROOM_KIND_OPEN);
    }
  }

  @Test
  void theStreamOfASessionThatIsOverEnds() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      try (StreamProbe stream = alice.connect(far, fromNow("market"))) {
        stream.ping();
        alice.logOut(near);

        assertThat(Refusal.of(stream.heard().awaitFailure()).reason()).isEqualTo("TOKEN_INVALID");
      }
    }
  }

  @Test
  void whoKeepsOrderErasesWhatOthersSaid() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      SignedIn alice = SignedIn.register(node, "alice");
      SignedIn bob = SignedIn.register(node, "bob");
      var created = den.create(PRIVATE, "alice", "bob");
      var raised = den.role("alice", MembershipAction.ROLE_CHANGED, Optional.of(Role.MODERATOR));
      assertThat(raised).isEqualTo(created + 1);
      try (StreamProbe moderator = alice.connect(node, fromNow(ROOM));
          StreamProbe member = bob.connect(node, fromNow(ROOM))) {
        long rude = member.say(ROOM, "rude").getSeq();
        long fine = moderator.say(ROOM, "fine").getSeq();

        Event erased = moderator.answer(erase(moderator, rude));
        Event refused = member.answer(erase(member, fine));

        assertThat(erased.hasAccepted()).as("%s", erased).isTrue();
        assertThat(Refusal.of(refused).reason()).isEqualTo("NOT_THE_AUTHOR");
      }
    }
  }

  @Test
  void slowModeMakesMembersWaitAndLetsRetriesThrough() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn bob = SignedIn.register(near, "bob");
      var unused = den.create(slow(Duration.ofMinutes(10)), "bob");
      String id = UuidCreator.getTimeOrderedEpoch(Instant.now().minusSeconds(5)).toString();
      try (StreamProbe one = bob.connect(near, fromNow(ROOM));
          StreamProbe other = bob.connect(far, fromNow(ROOM))) {
        long first = one.say(ROOM, id, "first").getSeq();

        Event tooSoon = other.answer(other.send(ROOM, "", "second"));
        Event again = other.answer(other.send(ROOM, id, "first"));

        assertThat(Refusal.of(tooSoon).reason()).isEqualTo("SLOW_MODE");
        assertThat(again.getAccepted().getSeq()).isEqualTo(first);
        assertThat(again.getAccepted().getDuplicate()).isTrue();
      }
    }
  }

  @Test
  void nothingOvertakesWhatSlowModeRefusedAndEditsNeedNotWait() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      SignedIn bob = SignedIn.register(node, "bob");
      var unused = den.create(slow(Duration.ofSeconds(1)), "bob");
      try (StreamProbe stream = bob.connect(node, fromNow(ROOM))) {
        long first = stream.say(ROOM, "first").getSeq();
        String second = UuidCreator.getTimeOrderedEpoch().toString();
        Event refused = stream.answer(stream.send(ROOM, second, "second"));
        assertThat(Refusal.of(refused).reason()).isEqualTo("SLOW_MODE");
        assertThat(Refusal.of(refused).metadata()).containsEntry("room", ROOM);

        MessageEdit edit =
            MessageEdit.newBuilder().setRoom(ROOM).setSeq(first).setText("edited").build();
        assertThat(stream.answer(stream.ask(frame -> frame.setEdit(edit))).hasAccepted()).isTrue();
        assertThat(stream.say("market", "elsewhere").getSeq()).isOne();
        // There is room for one in the meantime, and that one is the second's.
        long over = System.nanoTime() + Duration.ofMillis(1200).toNanos();
        await()
            .pollInterval(Duration.ofMillis(50))
            .until(
                () -> {
                  Event third = stream.answer(stream.send(ROOM, "", "third"));
                  assertThat(Refusal.of(third).reason()).isEqualTo("SLOW_MODE");
                  return System.nanoTime() > over;
                });
        assertThat(stream.answer(stream.send(ROOM, second, "second")).hasAccepted()).isTrue();
      }
    }
  }

  @Test
  void aClientInASlowRoomGoesOnElsewhereAndKeepsTheOrder() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      SignedIn bob = SignedIn.register(node, "bob");
      var unused = den.create(slow(Duration.ofSeconds(1)), "bob");
      List<ChatException> lost = new CopyOnWriteArrayList<>();
      ConnectionListener listener =
          new ConnectionListener() {
            @Override
            public void onLost(ServerAddress server, ChatException why, Duration retryIn) {
              lost.add(why);
            }
          };
      try (ChatClient client =
          ChatClient.builder(List.of(node.address()), "")
              .token(bob.token())
              .listener(listener)
              .connect()) {
        List<CompletableFuture<Accepted>> slowly = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
          slowly.add(client.send(ROOM, "slow " + i));
        }
        Accepted elsewhere = client.send("market", "hello").get(20, TimeUnit.SECONDS);
        assertThat(slowly.get(2)).isNotDone();
        client.allAnswered().get(60, TimeUnit.SECONDS);

        assertThat(elsewhere.getSeq()).isOne();
        assertThat(slowly.stream().map(answer -> answer.join().getSeq())).isSorted();
        assertThat(lost).isEmpty();
      }
    }
  }

  private static RoomRules slow(Duration pause) {
    return new RoomRules(io.redfire.core.room.RoomKind.PUBLIC, "", "", false, 0, pause);
  }

  @Test
  void aRoomThatGoesPrivateClosesForThoseWhoOnlyLookedOn() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode node = nodes.start();
      SignedIn alice = SignedIn.register(node, "alice");
      var created = den.create(RoomRules.of(io.redfire.core.room.RoomKind.PUBLIC), "alice");
      try (StreamProbe member = alice.connect(node, fromNow(ROOM));
          StreamProbe guest = node.connect("gus", fromNow(ROOM))) {
        guest.heard().awaitSeq(ROOM, member.say(ROOM, "for all").getSeq());
        long hidden = den.rules(PRIVATE);
        long secret = member.say(ROOM, "for members").getSeq();

        var closed = guest.heard().await("the end of the room", Event::hasRoomClosed);
        member.heard().awaitSeq(ROOM, secret);

        assertThat(closed.getRoomClosed().getRoom()).isEqualTo(ROOM);
        assertThat(hidden).isEqualTo(created + 2);
        assertThat(guest.heard().texts(ROOM)).doesNotContain("for members");
        assertThat(member.heard().entries(ROOM)).extracting(Entry::getSeq).contains(hidden);
      }
    }
  }

  @Test
  void theInboxTellsEachRoomOnceAndThenWhatChanges() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM);
        RoomMembers members = nodes.openMembers()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      var unused = den.create(PRIVATE, "alice", "bob");
      members.addRoom(new UserName("bob"), new RoomName(ROOM));
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = StreamProbe.open(bob.at(far))) {
        long hello = reader.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
        assertThat(reader.answer(hello).getWelcome().getUser()).isEqualTo("bob");
        var first = reader.heard().await("the room", Event::hasInboxRoom).getInboxRoom();

        var said = speaker.say(ROOM, "hello @bob");
        var second =
            reader
                .heard()
                .await(
                    "its change",
                    event -> event.hasInboxRoom() && event.getInboxRoom().getUnread() > 0)
                .getInboxRoom();
        long mark =
            reader.ask(
                frame ->
                    frame.setMarkRead(ReadMark.newBuilder().setRoom(ROOM).setSeq(said.getSeq())));

        assertThat(first.getRoom().getName()).isEqualTo(ROOM);
        assertThat(first.getUnread()).isZero();
        assertThat(second.getUnread()).isOne();
        assertThat(second.getMentioned()).isTrue();
        assertThat(second.getLastMessage().getMessage().getText()).isEqualTo("hello @bob");
        assertThat(reader.answer(mark).getMarkedRead().getSeq()).isEqualTo(said.getSeq());
      }
    }
  }

  @Test
  void aTokenThatIsNotGoodForReadingHearsOfNoRoomInTheInbox() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM);
        RoomMembers members = nodes.openMembers()) {
      TestNode node = nodes.start();
      SignedIn bob = SignedIn.register(node, "bob");
      SignedIn bot = bob.token(node, Scope.SCOPE_WRITE);
      var unused = den.create(PRIVATE, "bob");
      members.addRoom(new UserName("bob"), new RoomName(ROOM));
      try (StreamProbe deaf = StreamProbe.open(bot.at(node));
          StreamProbe reader = StreamProbe.open(bob.at(node))) {
        unused = deaf.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
        Refusal refused = Refusal.of(deaf.heard().awaitFailure());
        long hello = reader.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
        assertThat(reader.answer(hello).hasWelcome()).isTrue();
        long said = reader.say(ROOM, "hello").getSeq();
        var news =
            reader
                .heard()
                .await(
                    "its change",
                    event -> event.hasInboxRoom() && event.getInboxRoom().getReadSeq() == said);

        assertThat(news.getInboxRoom().getRoom().getName()).isEqualTo(ROOM);
        assertThat(refused.reason()).isEqualTo("SCOPE_MISSING");
        assertThat(deaf.heard().events()).isEmpty();
      }
    }
  }

  private static long erase(StreamProbe stream, long seq) {
    return stream.ask(
        frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq)));
  }

  private static OutgoingMessage message(String text) {
    return OutgoingMessage.newBuilder().setRoom(ROOM).setText(text).build();
  }
}
