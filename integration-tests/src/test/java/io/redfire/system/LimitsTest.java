package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Status.Code;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatException;
import io.redfire.client.ConnectionListener;
import io.redfire.core.rate.Rate;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Ten times what a limit allows, at two nodes on one Redis. Whatever is counted by rate is counted
 * for both together; streams and connections are each node's.
 *
 * <p>Rates of less than ten tokens are kept to the token, since a node has no share of them; none
 * of these comes back before the test is over. What an address may is in {@link AddressLimitsTest},
 * pages of history are in {@link HistoryLimitTest}.
 */
class LimitsTest {
  private static final String ROOM = "market";
  private static final int FEW = 9;
  private static final Rate RATE = new Rate(FEW, Duration.ofDays(1));

  @Test
  void aUserSendsAsOftenAsTheRateAtAllNodesTogether() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().sendsPerUser(Optional.of(RATE)).done());

      Tries tries =
          Tries.of(
              10 * FEW,
              i -> {
                var unused = two.get(i % 2).send("alice", ROOM + i % 3, "message " + i);
              });

      tries.assertRate(FEW);
      assertThat(two.get(0).send("bob", ROOM + 0, "another user").getSeq()).isPositive();
      assertThat(IntStream.range(0, 3).map(i -> two.get(0).log(ROOM + i).size()).sum())
          .isEqualTo(FEW + 1);
    }
  }

  @Test
  void aUserSendsSoOnStreamsTooAndTheStreamsGoOn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().sendsPerUser(Optional.of(RATE)).done());
      try (StreamProbe near = two.get(0).connect("alice");
          StreamProbe far = two.get(1).connect("alice")) {
        Tries tries = new Tries();
        for (int i = 0; i < 10 * FEW; i++) {
          StreamProbe stream = i % 2 == 0 ? near : far;
          tries.add(stream.answer(stream.send(ROOM, "", "message " + i)));
        }

        tries.assertRate(FEW);
        assertThat(two.get(0).log(ROOM)).hasSize(FEW);
        near.ping();
        far.ping();
      }
    }
  }

  @Test
  void aHigherRateIsPassedByNoMoreThanEachNodesShare() {
    int most = 20;
    int shares = 2 * (most / 10);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two =
          two(
              nodes,
              LimitSettings.with()
                  .sendsPerUser(Optional.of(new Rate(most, Duration.ofDays(1))))
                  .done());

      Tries tries =
          Tries.of(
              10 * most,
              i -> {
                var unused = two.get(i % 2).send("alice", ROOM, "message " + i);
              });

      assertThat(tries.allowed()).isBetween(most, most + shares);
      assertThat(two.get(0).log(ROOM)).hasSize(tries.allowed());
      Tries.assertToldWhenToComeAgain(tries.refusals());
    }
  }

  @Test
  void editsAndErasuresCountAsMessages() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().sendsPerUser(Optional.of(RATE)).done());
      long ofAlice = two.get(0).send("alice", ROOM, "words").getSeq();
      long ofBob = two.get(0).send("bob", ROOM, "words").getSeq();

      Tries edits =
          Tries.of(
              10 * FEW,
              i -> {
                var unused =
                    two.get(i % 2)
                        .calls()
                        .editMessage(
                            EditMessageRequest.newBuilder()
                                .setUser("alice")
                                .setEdit(
                                    MessageEdit.newBuilder()
                                        .setRoom(ROOM)
                                        .setSeq(ofAlice)
                                        .setText("words " + i))
                                .build());
              });
      Tries erasures =
          Tries.of(
              10 * FEW,
              i -> {
                var unused =
                    two.get(i % 2)
                        .calls()
                        .eraseMessage(
                            EraseMessageRequest.newBuilder()
                                .setUser("bob")
                                .setErasure(MessageErasure.newBuilder().setRoom(ROOM).setSeq(ofBob))
                                .build());
              });

      edits.assertRate(FEW - 1);
      assertThat(erasures.allowed()).isOne();
      List<Refusal> tooMany =
          erasures.refusals().stream()
              .filter(refusal -> !refusal.reason().equals("MESSAGE_ERASED"))
              .toList();
      assertThat(tooMany).hasSize(10 * FEW - (FEW - 1));
      Tries.assertToldWhenToComeAgain(tooMany);
    }
  }

  @Test
  void messagesToRoomsInSlowModeCountToo() {
    int rooms = 10;
    RoomRules slow =
        new RoomRules(
            io.redfire.core.room.RoomKind.PUBLIC, "", "", false, 0, Duration.ofMinutes(10));
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two =
          two(
              nodes,
              LimitSettings.with()
                  .sendsPerUser(Optional.of(new Rate(1, Duration.ofDays(1))))
                  .done());
      SignedIn bob = SignedIn.register(two.get(0), "bob");
      for (int i = 0; i < rooms; i++) {
        try (Governing room = new Governing(nodes, ROOM + i)) {
          assertThat(room.create(slow, "bob")).isPositive();
        }
      }

      Tries tries =
          Tries.of(
              rooms,
              i -> {
                var unused =
                    bob.calls(two.get(i % 2))
                        .sendMessage(
                            SendMessageRequest.newBuilder()
                                .setMessage(
                                    OutgoingMessage.newBuilder().setRoom(ROOM + i).setText("hello"))
                                .build());
              });

      tries.assertRate(1);
    }
  }

  @Test
  void aRoomTakesAsMuchAsTheRateWhoeverSends() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().sendsPerRoom(Optional.of(RATE)).done());

      Tries tries =
          Tries.of(
              10 * FEW,
              i -> {
                var unused = two.get(i % 2).send("user-" + i % 10, ROOM, "message " + i);
              });

      tries.assertRate(FEW);
      assertThat(two.get(1).send("user-0", "elsewhere", "hello").getSeq()).isOne();
      assertThat(two.get(0).log(ROOM)).hasSize(FEW);
    }
  }

  @Test
  void ourClientsAreSlowedDownAndLoseNothing() throws Exception {
    int messages = 200;
    Rate ofUser = new Rate(20, Duration.ofMillis(200));
    Rate ofRoom = new Rate(30, Duration.ofMillis(200));
    // Each node may grant its share before it hears of the other; see RedisRateLimits.
    long atLeast = (2L * messages - 30 - 2 * 3) * 200 / 30;
    AtomicInteger pauses = new AtomicInteger();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onRateLimited(String room, Duration wait) {
            pauses.incrementAndGet();
          }
        };
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two =
          two(
              nodes,
              LimitSettings.with()
                  .sendsPerUser(Optional.of(ofUser))
                  .sendsPerRoom(Optional.of(ofRoom))
                  .done());
      long begun = System.nanoTime();
      try (ChatClient alice = client(two.get(0), "alice", listener);
          ChatClient bob = client(two.get(1), "bob", listener)) {
        for (int i = 0; i < messages; i++) {
          var unused = alice.send(ROOM, "alice " + i);
          unused = bob.send(ROOM, "bob " + i);
        }
        alice.allAnswered().get(60, TimeUnit.SECONDS);
        bob.allAnswered().get(60, TimeUnit.SECONDS);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      List<String> log =
          two.get(0).log(ROOM).stream().map(entry -> entry.getMessage().getText()).toList();
      assertThat(log).hasSize(2 * messages);
      for (String author : List.of("alice ", "bob ")) {
        assertThat(log)
            .filteredOn(text -> text.startsWith(author))
            .isEqualTo(IntStream.range(0, messages).mapToObj(i -> author + i).toList());
      }
      assertThat(pauses).hasPositiveValue();
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(atLeast));
    }
  }

  private static ChatClient client(TestNode node, String user, ConnectionListener listener) {
    return ChatClient.builder(List.of(node.address()), user).listener(listener).connect();
  }

  @Test
  void aUserHasSoManyStreamsOpenAtANode() {
    int most = 3;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().streamsPerUser(most).done());
      TestNode node = two.get(0);
      List<StreamProbe> open = new ArrayList<>();
      List<Refusal> refused = new ArrayList<>();
      for (int i = 0; i < 10 * most; i++) {
        StreamProbe stream = StreamProbe.open(node.channel());
        long hello = stream.ask(frame -> frame.setHello(Hello.newBuilder().setUser("alice")));
        Waiting.patiently().until(() -> stream.heard().hasEnded() || stream.heard().size() > 0);
        if (stream.heard().hasEnded()) {
          refused.add(Refusal.of(stream.heard().awaitFailure()));
        } else {
          assertThat(stream.answer(hello).hasWelcome()).isTrue();
          open.add(stream);
        }
      }

      assertThat(open).hasSize(most);
      assertThat(refused)
          .hasSize(9 * most)
          .allSatisfy(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                assertThat(refusal.reason()).isEqualTo("TOO_MANY_STREAMS");
              });
      assertThat(
              Refusal.of(
                      catchThrowable(
                          () ->
                              node.calls()
                                  .subscribe(
                                      SubscribeRequest.newBuilder()
                                          .setUser("alice")
                                          .setFollow(true)
                                          .setSubscription(fromNow(ROOM))
                                          .build())
                                  .hasNext()))
                  .reason())
          .isEqualTo("TOO_MANY_STREAMS");
      node.connect("bob").close();
      two.get(1).connect("alice").close();

      open.get(0).close();
      assertThat(open.get(0).heard().awaitEnd().isOk()).isTrue();
      node.connect("alice").close();
      open.forEach(StreamProbe::close);
    }
  }

  @Test
  void aUserIsInSoManyRooms() {
    int most = 2;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().roomsPerUser(most).done());
      SignedIn alice = SignedIn.register(two.get(0), "alice");

      create(alice, two, 10 * most).assertNumber(most, "TOO_MANY_ROOMS");
    }
  }

  @Test
  void aUserCreatesRoomsAsOftenAsTheRate() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two =
          two(nodes, LimitSettings.with().roomCreationsPerUser(Optional.of(RATE)).done());
      SignedIn alice = SignedIn.register(two.get(0), "alice");

      create(alice, two, 10 * FEW).assertRate(FEW);
    }
  }

  private static Tries create(SignedIn user, List<TestNode> nodes, int rooms) {
    return Tries.of(
        rooms,
        i -> {
          var unused =
              RoomServiceGrpc.newBlockingStub(user.at(nodes.get(i % 2)))
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .createRoom(
                      CreateRoomRequest.newBuilder()
                          .setRoom("room-" + i)
                          .setRules(
                              io.redfire.chat.v1.RoomRules.newBuilder()
                                  .setKind(RoomKind.ROOM_KIND_PUBLIC))
                          .build());
        });
  }

  @Test
  void passwordsOfAnAccountAreTriedAsOftenAsTheRate() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      // To the token though there are more than ten: nothing is granted that Redis was not asked
      // for.
      int most = 12;
      List<TestNode> two =
          two(
              nodes,
              LimitSettings.with()
                  .logInsPerAccount(Optional.of(new Rate(most, Duration.ofDays(1))))
                  .done());
      var unused = SignedIn.register(two.get(0), "alice");

      Tries guesses = Tries.of(10 * most, i -> logIn(two.get(i % 2), "alice", "guess " + i));
      Tries right = Tries.of(2, i -> logIn(two.get(i), "alice", "correct horse"));

      assertThat(guesses.refusals().subList(0, most))
          .extracting(Refusal::reason)
          .containsOnly("CREDENTIALS_WRONG");
      assertThat(guesses.refusals()).hasSize(10 * most);
      Tries.assertToldWhenToComeAgain(guesses.refusals().subList(most, 10 * most));
      right.assertRate(0);
    }
  }

  private static void logIn(TestNode node, String user, String password) {
    var unused =
        AccountServiceGrpc.newBlockingStub(node.channel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .logIn(LogInRequest.newBuilder().setUser(user).setPassword(password).build());
  }

  @Test
  void aTextIsAsLongAsIsSetAndClientsAreToldWhenTheyConnect() throws Exception {
    int most = 100;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(LimitSettings.with().textBytes(most).done());
      try (StreamProbe stream = node.connect("alice", fromNow(ROOM));
          ChatClient client = client(node, "bob", new ConnectionListener() {})) {
        Event welcome = stream.heard().await("the welcome", Event::hasWelcome);
        long fits = stream.say(ROOM, "x".repeat(most)).getSeq();
        Refusal tooLong = Refusal.of(stream.answer(stream.send(ROOM, "", "x".repeat(10 * most))));
        Throwable ofClient = catchThrowable(() -> client.send(ROOM, "x".repeat(10 * most)).join());

        assertThat(welcome.getWelcome().getLimits().getMaxTextBytes()).isEqualTo(most);
        assertThat(tooLong.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(tooLong.reason()).isEqualTo("TEXT_TOO_LONG");
        assertThat(tooLong.metadata()).containsEntry("max_text_bytes", "100");
        assertThat(ofClient).isInstanceOf(CompletionException.class);
        assertThat(((ChatException) Objects.requireNonNull(ofClient.getCause())).reason())
            .isEqualTo("TEXT_TOO_LONG");
        assertThat(client.send(ROOM, "shorter").get().getSeq()).isEqualTo(fits + 1);
        assertThat(stream.say(ROOM, "shorter").getSeq()).isEqualTo(fits + 2);
      }
    }
  }

  @Test
  void theLongestTextThatCanBeSetPassesHoweverMuchItGrowsInTheLog() {
    String controls = "\u0001".repeat(Limit.MOST_TEXT_BYTES);
    String chinese = "火".repeat(Limit.MOST_TEXT_BYTES / 3);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = two(nodes, LimitSettings.with().textBytes(Limit.MOST_TEXT_BYTES).done());
      try (StreamProbe far = two.get(1).connect("bob", fromNow(ROOM));
          StreamProbe near = two.get(0).connect("alice")) {
        var unused = near.say(ROOM, controls);
        long last = near.say(ROOM, chinese).getSeq();
        far.heard().awaitSeq(ROOM, last);

        assertThat(far.heard().texts(ROOM)).containsExactly(controls, chinese);
        assertThat(two.get(1).log(ROOM))
            .extracting(entry -> entry.getMessage().getText())
            .containsExactly(controls, chinese);
      }
    }
  }

  private static List<TestNode> two(Nodes nodes, LimitSettings limits) {
    return List.of(nodes.start(limits), nodes.start(limits));
  }
}
