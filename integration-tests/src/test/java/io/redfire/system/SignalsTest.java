package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.SendTypingRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.SubscribeResponse;
import io.redfire.chat.v1.Typing;
import io.redfire.chat.v1.TypingSign;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.rate.Rate;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.LimitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.JedisPubSub;

/** What is not worth keeping: it is told at once or never, and harms nothing that is kept. */
class SignalsTest {
  private static final String ROOM = "den";
  private static final RoomRules PRIVATE = RoomRules.of(RoomKind.PRIVATE);

  private static long sign(StreamProbe stream) {
    return stream.ask(frame -> frame.setTyping(TypingSign.newBuilder().setRoom(ROOM)));
  }

  private static void type(StreamProbe stream) {
    var unused = sign(stream);
  }

  private static SendTypingRequest typing(String user) {
    return SendTypingRequest.newBuilder()
        .setUser(user)
        .setTyping(TypingSign.newBuilder().setRoom(ROOM))
        .build();
  }

  private static List<Typing> typing(StreamProbe stream) {
    return stream.heard().events().stream().filter(Event::hasTyping).map(Event::getTyping).toList();
  }

  private static Typing awaitTyping(StreamProbe stream, String user) {
    return stream
        .heard()
        .await(
            user + " typing",
            event -> event.hasTyping() && event.getTyping().getUser().equals(user))
        .getTyping();
  }

  @Test
  void typingReachesReadersOnAllNodesAndIsInNoLogAndOnNoChannelOfTheSeed() throws Exception {
    List<String> published = new CopyOnWriteArrayList<>();
    CountDownLatch subscribed = new CountDownLatch(1);
    JedisPubSub seed =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String line) {
            published.add(line);
          }
        };
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      Thread thread =
          new Thread(() -> nodes.redis().subscribe(seed, nodes.key(ROOM)), "subscriber");
      thread.start();
      subscribed.await();
      try (StreamProbe alice = near.connect("alice", fromStart(ROOM));
          StreamProbe tablet = near.connect("alice", fromStart(ROOM));
          StreamProbe bob = far.connect("bob", fromStart(ROOM))) {
        bob.heard().awaitSeq(ROOM, alice.say(ROOM, "hello").getSeq());
        long sign = sign(alice);
        Typing seen = awaitTyping(bob, "alice");
        assertThat(seen.getRoom()).isEqualTo(ROOM);
        assertThat(seen.getExpiresAfter().getSeconds()).isEqualTo(5);
        assertThat(awaitTyping(tablet, "alice")).isEqualTo(seen);

        var told = far.calls().sendTyping(typing("carol"));
        assertThat(awaitTyping(alice, "carol").getUser()).isEqualTo("carol");
        long after = alice.say(ROOM, "after").getSeq();
        bob.heard().awaitSeq(ROOM, after);
        alice.ping();

        assertThat(told).isEqualTo(told.getDefaultInstanceForType());
        assertThat(after).isEqualTo(2);
        assertThat(nodes.lines(ROOM)).hasSize(2);
        assertThat(typing(alice)).extracting(Typing::getUser).containsExactly("carol");
        assertThat(alice.heard().events()).noneMatch(event -> event.getRequest() == sign);
        Waiting.patiently().until(() -> published.size() >= 2);
        assertThat(published).isEqualTo(nodes.lines(ROOM));
      } finally {
        seed.unsubscribe();
        thread.join();
      }
    }
  }

  @Test
  void typingIsHeardOnAStreamThatFollowsOneRoom() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Iterator<SubscribeResponse> followed =
          node.calls()
              .subscribe(
                  SubscribeRequest.newBuilder()
                      .setUser("bob")
                      .setSubscription(fromStart(ROOM))
                      .setFollow(true)
                      .build());
      assertThat(followed.next().getEvents(0).hasSubscribed()).isTrue();
      try (StreamProbe alice = node.connect("alice")) {
        type(alice);
        Optional<Event> heard = Optional.empty();
        while (heard.isEmpty()) {
          heard = followed.next().getEventsList().stream().filter(Event::hasTyping).findFirst();
          type(alice);
        }
        assertThat(heard.get().getTyping().getUser()).isEqualTo("alice");
      }
    }
  }

  @Test
  void whoMayNotWriteTellsNobodyAndWhoMayNotReadHearsNobody() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM)) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      SignedIn eve = SignedIn.register(near, "eve");
      var created = den.create(PRIVATE, "alice", "bob");
      try (StreamProbe speaker = alice.connect(near, fromNow(ROOM));
          StreamProbe reader = bob.connect(far, fromNow(ROOM));
          StreamProbe stranger = eve.connect(far)) {
        type(speaker);
        var heard = awaitTyping(reader, "alice");
        Event refused = stranger.answer(sign(stranger));
        Throwable refusedToo = catchThrowable(() -> eve.calls(far).sendTyping(typing("")));
        assertThat(Refusal.of(refused).reason()).isEqualTo("ROOM_NOT_FOUND");
        assertThat(Refusal.of(refusedToo).reason()).isEqualTo("ROOM_NOT_FOUND");
        assertThat(heard.getRoom()).isEqualTo(ROOM);

        long demoted = den.role("bob", MembershipAction.ROLE_CHANGED, Optional.of(Role.READ_ONLY));
        reader.heard().awaitSeq(ROOM, demoted);
        assertThat(Refusal.of(reader.answer(sign(reader))).reason()).isEqualTo("NOT_PERMITTED");

        long removed = den.role("bob", MembershipAction.KICKED, Optional.empty());
        var closed = reader.heard().await("the end of the room", Event::hasRoomClosed);
        int before = typing(reader).size();
        type(speaker);
        speaker.heard().awaitSeq(ROOM, speaker.say(ROOM, "among us").getSeq());
        reader.ping();

        assertThat(removed).isEqualTo(created + 2);
        assertThat(closed.getRoomClosed().getRoom()).isEqualTo(ROOM);
        assertThat(typing(reader)).hasSize(before);
        assertThat(typing(speaker)).isEmpty();
        assertThat(typing(stranger)).isEmpty();
      }
    }
  }

  @Test
  void whatIsBeyondTheLimitIsDroppedAndSaysWhenToComeAgain() throws Exception {
    int limit = 20;
    // What a node may grant beyond it, before Redis has told it so.
    int share = limit / 10;
    int signs = 10 * limit;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(typingRate(new Rate(limit, Duration.ofMinutes(10))));
      try (StreamProbe alice = node.connect("alice", fromNow(ROOM));
          StreamProbe bob = node.connect("bob", fromNow(ROOM))) {
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < signs; i++) {
          asked.add(sign(alice));
        }
        Waiting.patiently().until(() -> refusals(alice).size() >= signs - limit - share);
        awaitTyping(bob, "alice");
        alice.ping();
        bob.heard().awaitSeq(ROOM, alice.say(ROOM, "still served").getSeq());

        List<Event> refusals = refusals(alice);
        assertThat(refusals).extracting(Event::getRequest).isSubsetOf(asked);
        for (Event refusal : refusals) {
          assertThat(Refusal.of(refusal).reason()).isEqualTo("RATE_LIMITED");
          assertThat(retryAfter(refusal.getFailed())).isPositive();
        }
        assertThat(typing(bob)).hasSizeBetween(1, limit + share);
        Throwable beyond = catchThrowable(() -> node.calls().sendTyping(typing("alice")));
        assertThat(Refusal.of(beyond).reason()).isEqualTo("RATE_LIMITED");
      }
    }
  }

  private static List<Event> refusals(StreamProbe stream) {
    return stream.heard().events().stream().filter(Event::hasFailed).toList();
  }

  private static Duration retryAfter(RequestFailed failed) throws InvalidProtocolBufferException {
    for (Any detail : failed.getStatus().getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        var wait = detail.unpack(RetryInfo.class).getRetryDelay();
        return Duration.ofSeconds(wait.getSeconds(), wait.getNanos());
      }
    }
    return Duration.ZERO;
  }

  private static LimitSettings typingRate(Rate rate) {
    return LimitSettings.with().typingPerUser(Optional.of(rate)).done();
  }

  @Test
  void aStalledReaderHasNothingKeptForItAndGetsEveryEntry() {
    int messages = 1000;
    int signals = 10_000;
    String filler = "x".repeat(1000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe stalled = node.connect("stalled", fromStart(ROOM));
          StreamProbe reader = node.connect("reader", fromStart(ROOM));
          StreamProbe writer = node.connect("writer")) {
        stalled.ping();
        stalled.stopReading();
        List<Long> requests = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
          requests.add(writer.send(ROOM, "", filler + i));
        }
        requests.forEach(each -> assertThat(writer.answer(each).hasAccepted()).isTrue());
        reader.heard().awaitSeq(ROOM, messages);
        try (AbstractPipeline pipeline = nodes.redis().pipelined()) {
          for (int i = 1; i <= signals; i++) {
            var unused =
                pipeline.publish(
                    "{" + nodes.key(ROOM) + "}:signals",
                    "{\"kind\":\"typing\",\"user\":\"user" + i + "\"}");
          }
        }
        // The newest of them all, so the node has heard the others.
        var newest = awaitTyping(reader, "user" + signals);
        assertThat(newest.getRoom()).isEqualTo(ROOM);
        assertThat(stalled.heard().entries(ROOM)).hasSizeLessThan(messages / 2);

        stalled.goOnReading();
        stalled.heard().awaitSeq(ROOM, messages);
        stalled.ping();
        assertThat(Replica.of(ROOM, stalled.heard()).entries()).isEqualTo(node.log(ROOM));
        assertThat(typing(stalled)).hasSizeLessThanOrEqualTo(64);
      }
    }
  }

  @Test
  void whatIsReadOnOneDeviceIsReadOnTheOtherAtOnce() {
    int marks = 5;
    // Every room is told anew about every 8 s whatever happens, and so five times in 32 s at best.
    Duration soon = Duration.ofSeconds(25);
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, ROOM);
        RoomMembers members = nodes.openMembers()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(near, "alice");
      SignedIn bob = SignedIn.register(near, "bob");
      long created = den.create(PRIVATE, "alice", "bob");
      members.addRoom(new UserName("bob"), new RoomName(ROOM));
      try (StreamProbe speaker = alice.connect(near);
          StreamProbe phone = StreamProbe.open(bob.at(near));
          StreamProbe laptop = StreamProbe.open(bob.at(far))) {
        for (int i = 0; i < marks; i++) {
          assertThat(speaker.say(ROOM, "hello").getSeq()).isEqualTo(created + 1 + i);
        }
        for (StreamProbe device : List.of(phone, laptop)) {
          var unused = device.ask(frame -> frame.setHello(Hello.newBuilder().setInbox(true)));
          awaitRow(device, created, marks);
        }
        long start = System.nanoTime();
        for (int i = 1; i <= marks; i++) {
          long seq = created + i;
          long request =
              phone.ask(
                  frame -> frame.setMarkRead(ReadMark.newBuilder().setRoom(ROOM).setSeq(seq)));
          assertThat(phone.answer(request).getMarkedRead().getSeq()).isEqualTo(seq);
          awaitRow(laptop, seq, marks - i);
          awaitRow(phone, seq, marks - i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(soon);
      }
    }
  }

  private static void awaitRow(StreamProbe device, long readSeq, long unread) {
    InboxRoom row =
        device
            .heard()
            .await(
                "the row read up to " + readSeq,
                event ->
                    event.hasInboxRoom()
                        && event.getInboxRoom().getReadSeq() == readSeq
                        && event.getInboxRoom().getUnread() == unread)
            .getInboxRoom();
    assertThat(row.getRoom().getName()).isEqualTo(ROOM);
  }
}
