package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.Limits;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChatClientTest {
  private static final Start ALL = Start.newBuilder().setAfterSeq(0).build();

  private final ScriptedServer server = new ScriptedServer();
  private final ChatClient client = client().connect();

  private ChatClientBuilder client() {
    return ChatClient.builder(List.of(server.address()), "alice")
        .backoff(Duration.ofMillis(1), Duration.ofMillis(20));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> word + i).toList();
  }

  private List<CompletableFuture<Accepted>> sendAll(List<String> texts)
      throws InterruptedException {
    List<CompletableFuture<Accepted>> answers = new ArrayList<>();
    for (String text : texts) {
      answers.add(client.sendWhenFree("chat", text));
    }
    return answers;
  }

  private static Accepted get(CompletableFuture<Accepted> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static ChatException failureOf(CompletableFuture<?> answer) {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    await().until(() -> answer.handle((ok, failed) -> failed).thenAccept(thrown::set).isDone());
    assertThat(thrown.get()).as("failure").isNotNull();
    Throwable outer = Objects.requireNonNull(thrown.get());
    Throwable cause = outer instanceof CompletionException ? outer.getCause() : outer;
    assertThat(cause).isInstanceOf(ChatException.class);
    return (ChatException) Objects.requireNonNull(cause);
  }

  @Test
  void cutBetweenAppendAndAnswerStoresEachMessageOnceInOrder() throws Exception {
    server.cutBeforeAckOfSend(40);
    List<String> texts = numbered("m", 200);
    List<CompletableFuture<Accepted>> answers = sendAll(texts);

    for (int i = 0; i < texts.size(); i++) {
      assertThat(get(answers.get(i)).getSeq()).isEqualTo(i + 1);
    }
    assertThat(server.log("chat").texts()).isEqualTo(texts);
    // The message whose answer was lost was sent twice, with one id.
    List<OutgoingMessage> lost =
        server.received().stream().filter(message -> message.getText().equals("m40")).toList();
    assertThat(lost).hasSize(2);
    assertThat(lost.get(0).getId()).isEqualTo(lost.get(1).getId()).isNotEmpty();
  }

  @Test
  void unansweredMessagesGoOutAgainInOrderBeforeNewerOnes() throws Exception {
    server.holdAnswers(true);
    sendAll(numbered("old", 5));
    await().until(() -> server.received().size() == 5);
    server.cutAll();
    CompletableFuture<Accepted> newer = client.send("chat", "new");
    server.holdAnswers(false);

    assertThat(get(newer).getSeq()).isEqualTo(6);
    assertThat(server.received()).hasSize(11);
    List<OutgoingMessage> received = server.received();
    assertThat(received.subList(5, 10)).isEqualTo(received.subList(0, 5));
    assertThat(received.get(10).getText()).isEqualTo("new");
  }

  @Test
  void passingFailureKeepsTheOrderAndObeysRetryInfo() throws Exception {
    Duration asked = Duration.ofMillis(300);
    server.failNextSend(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "TOO_MANY_MESSAGES", asked));
    assertThat(get(client.send("chat", "one")).getSeq()).isEqualTo(1);

    assertThat(server.connectNanos()).hasSize(2);
    long waited = server.connectNanos().get(1) - server.connectNanos().get(0);
    assertThat(waited).isGreaterThanOrEqualTo(asked.toNanos());
    assertThat(server.received())
        .extracting(OutgoingMessage::getText)
        .containsExactly("one", "one");
  }

  @Test
  void roomIsToldOfTypingOnceInAWhileAndAnewAfterEachConnection() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    for (int i = 0; i < 100; i++) {
      client.typing("chat");
      client.typing("other");
    }
    get(client.send("chat", "hello"));
    assertThat(server.typed()).containsExactly("chat", "other");

    server.cutAll();
    await().until(() -> heard.caughtUp.size() == 2);
    client.typing("chat");
    get(client.send("chat", "again"));
    assertThat(server.typed()).containsExactly("chat", "other", "chat");
  }

  @Test
  void whoTypesIsHeardAndRefusedTypingHarmsNothing() throws Exception {
    server.refuseTyping(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofSeconds(9)));
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    client.typing("chat");
    get(client.send("chat", "hello"));
    server.type("chat", "bob");
    server.type("unfollowed", "carol");
    server.say("chat", "bob", "hi");

    await().until(() -> heard.texts().contains("hi"));
    assertThat(heard.typing).containsExactly("bob");
    assertThat(server.connectNanos()).hasSize(1);
  }

  @Test
  void whatAListenerHasHeardIsToldAsDeliveredAndAnewAfterEachConnection() {
    Heard heard = new Heard();
    try (ChatClient reader = client().receipts().connect()) {
      reader.subscribe("chat", ALL, heard);
      await().until(() -> heard.caughtUp.size() == 1);
      for (int i = 0; i < 100; i++) {
        server.say("chat", "bob", "m" + i);
      }
      DeliveryMark all = DeliveryMark.newBuilder().setRoom("chat").setSeq(100).build();
      await().until(() -> server.delivered().contains(all));
      assertThat(server.delivered()).as("told with the clock").hasSizeLessThan(10);
      int told = server.delivered().size();

      server.cutAll();
      await().until(() -> server.delivered().size() == told + 1);
      assertThat(server.delivered()).endsWith(all);
    }
    assertThat(heard.entries).hasSize(100);
  }

  @Test
  void whatComesInPlaceOfTheLostIsToldAsDeliveredToo() {
    DeliveryMark third = DeliveryMark.newBuilder().setRoom("chat").setSeq(3).build();
    Heard heard = new Heard();
    try (ChatClient reader = client().receipts().connect()) {
      reader.subscribe("chat", ALL, heard);
      numbered("m", 3).forEach(text -> server.say("chat", "bob", text));
      await().until(() -> server.delivered().contains(third));
      server.replaceAfter("chat", 1, "x", "y");
      await()
          .until(() -> server.delivered().stream().filter(mark -> mark.equals(third)).count() == 2);
    }
    assertThat(heard.texts()).endsWith("x", "y");
  }

  @Test
  void whoDoesNotAskForItTellsNothingOfWhatWasDelivered() throws Exception {
    Heard heard = new Heard();
    Heard others = new Heard();
    client.subscribe("chat", ALL, heard);
    try (ChatClient teller = client().receipts().connect()) {
      teller.subscribe("other", ALL, others);
      server.say("chat", "bob", "hi");
      server.say("other", "bob", "hi");
      await().until(() -> heard.texts().contains("hi") && !server.delivered().isEmpty());
      server.say("other", "bob", "again");
      await().until(() -> server.delivered().size() == 2);
    }
    assertThat(server.delivered()).extracting(DeliveryMark::getRoom).containsOnly("other");
  }

  @Test
  void presenceIsSaidAnewOnEachConnection() {
    List<Presence> heard = new CopyOnWriteArrayList<>();
    List<String> users = List.of("bob");
    try (ChatClient watcher = client().presence(heard::add).connect()) {
      watcher.show(PresenceState.PRESENCE_STATE_AWAY);
      watcher.watchPresence(users);
      await().until(() -> server.shown().size() == 1 && server.watched().size() == 1);
      Presence bob =
          Presence.newBuilder()
              .setUser("bob")
              .setState(PresenceState.PRESENCE_STATE_ONLINE)
              .build();
      server.presence(bob);
      await().until(() -> heard.contains(bob));

      server.cutAll();
      await().until(() -> server.shown().size() == 2 && server.watched().size() == 2);
      assertThat(server.shown()).containsOnly(PresenceState.PRESENCE_STATE_AWAY);
      assertThat(server.watched()).containsOnly(users);

      server.failNextWatch(
          ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofMillis(20)));
      watcher.watchPresence(List.of("carol"));
      await().until(() -> server.watched().contains(List.of("carol")));
      watcher.watchPresence(List.of());
      await().until(() -> server.watched().contains(List.<String>of()));
      await().until(() -> server.connectNanos().size() >= 4);
      assertThat(server.connectNanos()).as("two clients, twice each").hasSize(4);
    }
  }

  @Test
  void whoHidesSaysSoFirstAndNonsenseIsRefusedAtOnce() {
    PresenceState hidden = PresenceState.PRESENCE_STATE_OFFLINE;
    try (ChatClient quiet = client().shown(hidden).connect()) {
      await().until(() -> server.shown().size() == 1);
      server.cutAll();
      await().until(() -> server.shown().size() == 2);
      assertThat(server.shown()).containsOnly(hidden);

      List<String> many = IntStream.range(0, 257).mapToObj(i -> "u" + i).toList();
      assertThatThrownBy(() -> quiet.watchPresence(many))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("users: 257 names (expected: at most 256)");
      assertThatThrownBy(() -> quiet.show(PresenceState.UNRECOGNIZED))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void receiptsOfFollowedRoomsAreHeard() {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    Receipt.Builder receipt = Receipt.newBuilder().setUser("bob").setReadSeq(3).setDeliveredSeq(4);
    server.receipt(receipt.setRoom("unfollowed").build());
    server.receipt(receipt.setRoom("chat").build());
    await().until(() -> !heard.receipts.isEmpty());
    assertThat(heard.receipts).containsExactly(receipt.build());
  }

  @Test
  void messagesThatCameTooFastGoOutAgainInOrderOnTheSameConnection() throws Exception {
    List<String> limited = new CopyOnWriteArrayList<>();
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void onRateLimited(String room, Duration wait) {
            limited.add(room + " " + wait.toMillis());
          }
        };
    try (ChatClient sender = client().listener(listener).connect()) {
      assertThat(get(sender.send("chat", "m0")).getSeq()).isEqualTo(1);
      for (int i = 0; i < 20; i++) {
        server.failNextSend(
            ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofMillis(20)));
      }
      List<CompletableFuture<Accepted>> answers = new ArrayList<>();
      for (String text : numbered("m", 50)) {
        answers.add(sender.sendWhenFree("chat", text));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(get(answers.get(i)).getSeq()).isEqualTo(i + 2);
      }
    }
    assertThat(server.log("chat").texts().subList(1, 51)).isEqualTo(numbered("m", 50));
    // 51 messages under 51 ids, and the client of the test and the sender connected once each.
    assertThat(server.received()).hasSize(51 + 20);
    assertThat(server.received().stream().map(OutgoingMessage::getId).distinct()).hasSize(51);
    assertThat(server.connectNanos()).hasSize(2);
    assertThat(limited).isNotEmpty().hasSizeLessThanOrEqualTo(20).containsOnly("chat 20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SLOW_MODE", "RATE_LIMITED"})
  void aSlowRoomHoldsBackNothingElse(String reason) throws Exception {
    server.failNextSend(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, reason, Duration.ofMinutes(10), "slow"));
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    CompletableFuture<Accepted> first = client.send("slow", "one");
    await().until(() -> server.received().size() == 1);
    CompletableFuture<Accepted> second = client.send("slow", "two");

    assertThat(get(client.send("chat", "hello")).getSeq()).isEqualTo(1);
    await().until(() -> heard.texts().equals(List.of("hello")));
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThat(server.received())
        .extracting(OutgoingMessage::getText)
        .containsExactly("one", "hello");
    assertThat(server.connectNanos()).hasSize(1);
  }

  @Test
  void messagesToASlowRoomGoOutAgainInOrderOnTheSameConnection() throws Exception {
    for (int i = 0; i < 20; i++) {
      server.failNextSend(
          ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "SLOW_MODE", Duration.ofMillis(20)));
    }
    for (CompletableFuture<Accepted> answer : sendAll(numbered("m", 50))) {
      get(answer);
    }
    client.allAnswered().get(20, TimeUnit.SECONDS);
    assertThat(server.log("chat").texts()).isEqualTo(numbered("m", 50));
    assertThat(server.received()).hasSize(50 + 20);
    assertThat(server.connectNanos()).hasSize(1);
  }

  @Test
  void halfACharacterIsRefusedAndHarmsNothing() throws Exception {
    ChatException why = failureOf(client.send("chat", "broken \ud83d"));
    assertThat(why.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(why.reason()).isEqualTo("TEXT_INVALID");
    assertThat(get(client.send("chat", "whole \ud83d\udd25")).getSeq()).isEqualTo(1);
    client.allAnswered().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aListenerOfTheConnectionThatThrowsEndsTheClient() {
    ConnectionListener broken =
        new ConnectionListener() {
          @Override
          public void onConnected(ServerAddress address, Welcome welcome) {
            throw new IllegalStateException("broken");
          }
        };
    try (ChatClient other = client().listener(broken).connect()) {
      CompletableFuture<Accepted> answer = other.send("chat", "hello");
      assertThat(failureOf(other.ended()).code()).isEqualTo(Code.INTERNAL);
      assertThat(failureOf(answer).code()).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void aTokenDoesNotGoUnencryptedToAnotherMachine() {
    List<ServerAddress> far = List.of(new ServerAddress("chat.invalid", 7400));
    assertThatThrownBy(() -> ChatClient.builder(far, "").token("secret").connect())
        .isInstanceOf(ChatException.class)
        .hasMessageContaining("(expected: TLS, or --plaintext allow)")
        .extracting(thrown -> ((ChatException) thrown).reason())
        .isEqualTo("PLAINTEXT_REFUSED");
    ChannelFactory way = ChannelFactory.plaintext().withToken("secret");
    try (ChatClient refused = ChatClient.builder(far, "").channels(way).connect()) {
      assertThat(failureOf(refused.ended()).reason()).isEqualTo("PLAINTEXT_REFUSED");
    }
    try (ChatClient allowed =
        ChatClient.builder(far, "").token("secret").allowPlaintext().connect()) {
      assertThat(allowed.ended()).isNotDone();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "LocalHost, true",
    "192.0.2.1, false",
    "2001:db8::1, false",
    "localhost.example, false",
    "0.0.0.0, false"
  })
  void onlyThisMachineIsThisMachine(String host, boolean isHere) {
    assertThat(new ServerAddress(host, 7400).isLoopback()).isEqualTo(isHere);
  }

  @Test
  void aRoomThatWasAskedForTooSoonIsAskedForAgain() {
    server.refuseFollowing(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofMillis(10)));
    server.say("chat", "bob", "hello");
    List<String> heard = new CopyOnWriteArrayList<>();
    client.subscribe("chat", ALL, entry -> heard.add(entry.getMessage().getText()));
    await().until(() -> server.wishes().size() >= 2);
    server.allowFollowing();
    await().untilAsserted(() -> assertThat(heard).containsExactly("hello"));
    assertThat(server.connectNanos()).hasSize(1);
  }

  @Test
  void aPageThatWasAskedForTooSoonIsAskedForAgain() {
    com.google.rpc.Status soon =
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofMillis(10));
    com.google.rpc.Status late =
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", Duration.ofHours(1));
    server.say("chat", "bob", "hello");
    ListMessagesRequest request = ListMessagesRequest.newBuilder().setRoom("chat").build();
    try (ChatQueries queries =
        new ChatQueries(
            List.of(server.address()), ChannelFactory.plaintext(), Duration.ofSeconds(20))) {
      server.failNextPage(soon);
      server.failNextPage(soon);
      assertThat(queries.listMessages(request).getEntriesList()).hasSize(1);

      server.failNextPage(late);
      assertThatThrownBy(() -> queries.listMessages(request))
          .isInstanceOf(ChatException.class)
          .extracting(thrown -> ((ChatException) thrown).reason())
          .isEqualTo("RATE_LIMITED");
    }
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSaid() {
    server.say("chat", "bob", "hello");
    server.failNextPage(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "OVERLOADED", Duration.ofMillis(10)));
    server.failNextPage(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "OVERLOADED", Duration.ofNanos(1)));
    ListMessagesRequest request = ListMessagesRequest.newBuilder().setRoom("chat").build();
    try (ChatQueries queries =
        new ChatQueries(
            List.of(server.address()), ChannelFactory.plaintext(), Duration.ofSeconds(20))) {
      long before = System.nanoTime();
      assertThat(queries.listMessages(request).getEntriesList()).hasSize(1);
      assertThat(System.nanoTime() - before)
          .isGreaterThanOrEqualTo(Duration.ofMillis(40).toNanos());
    }
  }

  @Test
  void aRoomThatIsClosedEndsAloneAndIsHeardOf() {
    List<String> closed = new CopyOnWriteArrayList<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    client.subscribe(
        "lost",
        ALL,
        new RoomListener() {
          @Override
          public void onEntry(Entry entry) {
            heard.add(entry.getMessage().getText());
          }

          @Override
          public void onClosed(RoomClosed event) {
            closed.add(ChatException.of(event.getStatus()).reason());
          }
        });
    client.subscribe("kept", ALL, entry -> heard.add(entry.getMessage().getText()));
    server.say("lost", "bob", "one");
    server.say("kept", "bob", "two");
    await().until(() -> heard.size() == 2);
    server.closeRoom("lost", ScriptedServer.failure(Code.PERMISSION_DENIED, "BANNED", "no"));
    await().until(() -> closed.equals(List.of("BANNED")));
    server.cutAll();
    server.say("kept", "bob", "three");
    await().until(() -> heard.contains("three"));
    assertThat(server.wishes().stream().filter(wish -> wish.getRoom().equals("lost"))).hasSize(1);
  }

  @Test
  void theInboxIsHeardOfWhereItIsAskedFor() {
    List<String> rooms = new CopyOnWriteArrayList<>();
    try (ChatClient asking =
        client().inbox(room -> rooms.add(room.getRoom().getName())).connect()) {
      await()
          .until(
              () -> {
                server.tellInbox(
                    InboxRoom.newBuilder().setRoom(Room.newBuilder().setName("lounge")).build());
                return rooms.contains("lounge");
              });
      assertThat(asking.ended()).isNotDone();
    }
  }

  @Test
  void aTokenIsNotShownAndMustLookLikeOne() {
    assertThatThrownBy(() -> client().token("se cret"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("cret");
    assertThat(new BearerToken("secret").toString()).doesNotContain("secret");
  }

  @Test
  void lastingFailureFailsOnlyThatMessage() throws Exception {
    server.failNextSend(ScriptedServer.failure(Code.INVALID_ARGUMENT, "BAD_TEXT", "bad text"));
    CompletableFuture<Accepted> bad = client.send("chat", "bad");
    CompletableFuture<Accepted> good = client.send("chat", "good");

    ChatException why = failureOf(bad);
    assertThat(why.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(why.reason()).isEqualTo("BAD_TEXT");
    assertThat(why).hasMessage("bad text");
    assertThat(get(good).getSeq()).isEqualTo(1);
    assertThat(server.connectNanos()).hasSize(1);
  }

  @Test
  void framesInFlightStayWithinTheServersLimit() throws Exception {
    server.holdAnswers(true);
    List<CompletableFuture<Accepted>> answers = sendAll(numbered("m", 100));
    await().until(() -> server.received().size() == 16);
    server.holdAnswers(false);

    for (CompletableFuture<Accepted> answer : answers) {
      get(answer);
    }
    assertThat(server.mostUnanswered()).isEqualTo(16);
  }

  @Test
  void messagesBeyondTheClientsOwnBoundAreRefusedAtOnce() throws Exception {
    server.holdAnswers(true);
    try (ChatClient small = client().maxUnanswered(2).connect()) {
      CompletableFuture<Accepted> first = small.send("chat", "1");
      CompletableFuture<Accepted> second = small.send("chat", "2");
      assertThat(failureOf(small.send("chat", "3")).reason()).isEqualTo("TOO_MANY_UNANSWERED");
      await().until(() -> server.received().size() == 2);
      server.holdAnswers(false);
      assertThat(get(first).getSeq()).isEqualTo(1);
      assertThat(get(second).getSeq()).isEqualTo(2);
      assertThat(get(small.send("chat", "4")).getSeq()).isEqualTo(3);
    }
  }

  @Test
  void textBeyondTheLimitIsRefusedWithoutHarmToOthers() throws Exception {
    server.limits(Limits.newBuilder().setMaxTextBytes(6).build());
    server.cutAll();
    try (ChatClient other = client().connect()) {
      assertThat(failureOf(other.send("chat", "红色之火")).code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(get(other.send("chat", "红色")).getSeq()).isEqualTo(1);
    }
  }

  @Test
  void readerGetsEachEntryOnceAcrossCuts() {
    numbered("m", 100).forEach(text -> server.say("chat", "bob", text));
    server.cutAfterEntries(30);
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.entries.size() == 100);
    server.cutAll();
    numbered("n", 50).forEach(text -> server.say("chat", "bob", text));

    await().until(() -> heard.entries.size() == 150);
    assertThat(heard.texts()).isEqualTo(server.log("chat").texts());
    assertThat(server.wishes()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(server.wishes().get(1).getStart().getResume().getCursorsList())
        .first()
        .asString()
        .startsWith("30-");
  }

  @Test
  void readerOfAnEmptyRoomMissesNothingWhileDisconnected() {
    server.say("chat", "bob", "before");
    Heard heard = new Heard();
    client.subscribe("chat", Start.getDefaultInstance(), heard);
    await().until(() -> heard.caughtUp.size() == 1);
    server.cutAll();
    server.say("chat", "bob", "meanwhile");

    await().until(() -> !heard.entries.isEmpty());
    assertThat(heard.texts()).containsExactly("meanwhile");
  }

  @Test
  void rewindSendsOwnWithdrawnMessagesAgainWithTheirIds() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    for (CompletableFuture<Accepted> answer : sendAll(numbered("own", 5))) {
      get(answer);
    }
    List<String> ids = server.log("chat").ids();
    server.replaceAfter("chat", 2, "foreign");

    await().untilAsserted(() -> assertThat(heard.texts()).hasSize(5 + 1 + 3));
    assertThat(heard.forks).containsExactly(2L);
    assertThat(server.log("chat").texts())
        .containsExactly("own1", "own2", "foreign", "own3", "own4", "own5");
    assertThat(server.log("chat").ids().subList(3, 6)).isEqualTo(ids.subList(2, 5));
    client.allAnswered().get(20, TimeUnit.SECONDS);
  }

  @Test
  void replySentAgainGoesIntoTheThreadOfItsOwnRootWhereverThatStands() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    Accepted root = get(client.send("chat", "root"));
    OutgoingMessage reply =
        OutgoingMessage.newBuilder()
            .setRoom("chat")
            .setText("reply")
            .setThreadSeq(root.getSeq())
            .build();
    var unused = get(client.send(reply));
    server.replaceAfter("chat", 0, "foreign");

    await().untilAsserted(() -> assertThat(server.log("chat").texts()).hasSize(3));
    assertThat(server.log("chat").texts()).containsExactly("foreign", "root", "reply");
    List<OutgoingMessage> received = server.received();
    OutgoingMessage last = received.get(received.size() - 1);
    assertThat(last.getThreadSeq()).isEqualTo(2);
    assertThat(last.getThreadTag()).isEqualTo(server.log("chat").entry(2).getTag());
    client.allAnswered().get(20, TimeUnit.SECONDS);
    assertThat(server.received())
        .as("the reply goes out when it is known where its root stands")
        .extracting(OutgoingMessage::getText)
        .containsExactly("root", "reply", "root", "reply");
  }

  private static OutgoingMessage inThread(long seq, String tag) {
    return OutgoingMessage.newBuilder()
        .setRoom("chat")
        .setText("reply")
        .setThreadSeq(seq)
        .setThreadTag(tag)
        .build();
  }

  @Test
  void replyToTheFormerPlaceOfAnOwnRootGoesWhereThatStands() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    Accepted root = get(client.send("chat", "root"));
    server.replaceAfter("chat", 0, "foreign");
    await().until(() -> heard.texts().equals(List.of("root", "foreign", "root")));
    client.allAnswered().get(20, TimeUnit.SECONDS);

    var unused = get(client.send(inThread(root.getSeq(), root.getTag())));
    List<OutgoingMessage> received = server.received();
    assertThat(received.get(2).getThreadSeq()).isEqualTo(2);
    assertThat(received.get(2).getThreadTag()).isEqualTo(server.log("chat").entry(2).getTag());
    var answered = get(client.send(inThread(root.getSeq(), "")));
    assertThat(answered.getSeq()).isEqualTo(4);
    received = server.received();
    assertThat(received.get(3).getThreadSeq()).as("what the listener heard there").isEqualTo(1);
    assertThat(received.get(3).getThreadTag()).isEqualTo(server.log("chat").entry(1).getTag());
  }

  @Test
  void replyIsToWhatTheListenerHasHeardAndNotToWhatTookItsPlace() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    Heard heard = new Heard(mayGoOn);
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    Accepted root = get(client.send("chat", "root"));
    server.replaceAfter("chat", 0, "foreign");
    await().until(() -> server.log("chat").texts().equals(List.of("foreign", "root")));
    client.allAnswered().get(20, TimeUnit.SECONDS);

    CompletableFuture<Accepted> answer = client.send(inThread(root.getSeq(), ""));
    await().until(() -> server.received().size() == 3);
    OutgoingMessage reply = server.received().get(2);
    assertThat(reply.getThreadSeq()).isEqualTo(2);
    assertThat(reply.getThreadTag()).isEqualTo(server.log("chat").entry(2).getTag());
    mayGoOn.countDown();
    assertThat(get(answer).getSeq()).isEqualTo(3);
  }

  @Test
  void replyToSomebodyElsesMessageSaysTheTagThatItsReaderSawAndLandsOnNoOther() throws Exception {
    server.say("chat", "bob", "root");
    String tag = server.log("chat").entry(1).getTag();
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    OutgoingMessage reply =
        OutgoingMessage.newBuilder().setRoom("chat").setText("reply").setThreadSeq(1).build();
    var unused = get(client.send(reply));
    assertThat(server.received().get(0).getThreadTag()).isEqualTo(tag);
    server.replaceAfter("chat", 0, "foreign");

    client.allAnswered().get(20, TimeUnit.SECONDS);
    await().until(() -> server.received().size() == 2);
    client.allAnswered().get(20, TimeUnit.SECONDS);
    assertThat(server.log("chat").texts()).containsExactly("foreign");
  }

  @Test
  void tooLongAReplyIsRefusedAsAnyOther() {
    server.limits(Limits.newBuilder().setMaxTextBytes(6).build());
    server.cutAll();
    OutgoingMessage reply =
        OutgoingMessage.newBuilder().setRoom("chat").setText("too long").setReplyToSeq(1).build();
    try (ChatClient other = client().connect()) {
      assertThat(failureOf(other.send(reply)).reason()).isEqualTo("TEXT_TOO_LONG");
    }
  }

  @Test
  void whatWasAcceptedIsSentAgainUntilTheFullStoreTakesIt() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    get(client.send("chat", "own"));
    List<String> ids = server.log("chat").ids();
    com.google.rpc.Status full =
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "STORE_FULL", "out of memory");
    server.failNextSend(full);
    server.failNextSend(full);
    server.replaceAfter("chat", 0, "foreign");

    await().untilAsserted(() -> assertThat(server.log("chat").ids()).hasSize(2));
    assertThat(server.log("chat").ids().subList(1, 2)).isEqualTo(ids);
    client.allAnswered().get(20, TimeUnit.SECONDS);
  }

  @Test
  void ownMessagesReplacedAheadOfTheirReaderAreSentAgain() throws Exception {
    server.say("chat", "bob", "before");
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    server.holdEntries(true);
    for (CompletableFuture<Accepted> answer : sendAll(numbered("own", 4))) {
      get(answer);
    }
    List<String> ids = server.log("chat").ids();
    server.replaceAfter("chat", 3, "foreign");
    server.holdEntries(false);

    List<String> whole = List.of("before", "own1", "own2", "foreign", "own3", "own4");
    await().untilAsserted(() -> assertThat(heard.texts()).isEqualTo(whole));
    assertThat(server.log("chat").ids().subList(4, 6)).isEqualTo(ids.subList(3, 5));
    client.allAnswered().get(20, TimeUnit.SECONDS);
    assertThat(heard.forks).as("rewinds that this reader heard").isEmpty();
    assertThat(server.received().stream().map(OutgoingMessage::getText))
        .as("what stands is not sent again")
        .containsExactly("own1", "own2", "own3", "own4", "own3", "own4");
  }

  @Test
  void ownMessagesBeyondTheEndOfAShorterLogAreSentAgain() throws Exception {
    server.say("chat", "bob", "before");
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    server.holdEntries(true);
    for (CompletableFuture<Accepted> answer : sendAll(numbered("own", 3))) {
      get(answer);
    }
    List<String> ids = server.log("chat").ids();
    server.replaceAfterUnheard("chat", 2);
    server.holdEntries(false);

    List<String> whole = List.of("before", "own1", "own2", "own3");
    await().untilAsserted(() -> assertThat(heard.texts()).isEqualTo(whole));
    assertThat(server.log("chat").ids()).isEqualTo(ids);
    client.allAnswered().get(20, TimeUnit.SECONDS);
    assertThat(heard.forks).as("rewinds that this reader heard").isEmpty();
    assertThat(server.received().stream().map(OutgoingMessage::getText))
        .as("what stands is not sent again")
        .containsExactly("own1", "own2", "own3", "own2", "own3");
  }

  @Test
  void anAnswerThatARewindOvertookIsAskedForOnceMore() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    server.holdAnswers(true);
    CompletableFuture<Accepted> answer = client.send("chat", "own");
    await().until(() -> heard.texts().contains("own"));
    List<String> ids = server.log("chat").ids();
    server.replaceAfter("chat", 0, "foreign");
    await().until(() -> heard.texts().contains("foreign"));
    server.holdAnswers(false);

    assertThat(get(answer).getSeq()).isEqualTo(2);
    assertThat(server.log("chat").texts()).containsExactly("foreign", "own");
    assertThat(server.log("chat").ids().get(1)).isEqualTo(ids.get(0));
  }

  @Test
  void anAnswerThatItsReaderAlreadyKnowsToBeUntrueIsAskedForOnceMore() throws Exception {
    server.say("chat", "bob", "before");
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.caughtUp.size() == 1);
    server.holdAnswers(true);
    server.holdEntries(true);
    CompletableFuture<Accepted> answer = client.send("chat", "own");
    await().until(() -> server.log("chat").texts().contains("own"));
    List<String> ids = server.log("chat").ids();
    server.replaceAfter("chat", 1, "foreign");
    server.holdEntries(false);
    await().until(() -> heard.texts().contains("foreign"));
    server.holdAnswers(false);

    assertThat(get(answer).getSeq()).isEqualTo(3);
    assertThat(heard.forks).as("rewinds that this reader heard").isEmpty();
    assertThat(server.log("chat").texts()).containsExactly("before", "foreign", "own");
    assertThat(server.log("chat").ids().get(2)).isEqualTo(ids.get(1));
  }

  @Test
  void rewindWhileDisconnectedIsFoundByAnOlderCursor() {
    numbered("m", 200).forEach(text -> server.say("chat", "bob", text));
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    await().until(() -> heard.entries.size() == 200);
    server.replaceAfterUnheard("chat", 150, "new");

    await().until(() -> heard.texts().contains("new"));
    assertThat(heard.forks).hasSize(1);
    long fork = heard.forks.get(0);
    assertThat(fork).isBetween(50L, 150L);
    List<String> after = heard.texts().subList(200, heard.entries.size());
    assertThat(after).isEqualTo(server.log("chat").texts().subList((int) fork, 151));
  }

  @Test
  void slowListenerHoldsTheStreamBack() {
    String big = "x".repeat(16 << 10);
    for (int i = 0; i < 400; i++) {
      server.say("chat", "bob", big);
    }
    CountDownLatch goOn = new CountDownLatch(1);
    Heard heard = new Heard(goOn);
    client.subscribe("chat", ALL, heard);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> server.furthestGiven("chat") > 0 && server.furthestGiven("chat") < 200);
    goOn.countDown();

    await().until(() -> heard.entries.size() == 400);
    assertThat(heard.entries).extracting(entry -> entry.getSeq()).doesNotHaveDuplicates();
  }

  @Test
  void restartedServerIsFoundAgain() throws Exception {
    Heard heard = new Heard();
    client.subscribe("chat", ALL, heard);
    get(client.send("chat", "one"));
    server.restart();
    get(client.send("chat", "two"));

    await().until(() -> heard.entries.size() == 2);
    assertThat(heard.texts()).containsExactly("one", "two");
  }

  @Test
  void unreachableServerIsPassedOver() throws Exception {
    ScriptedServer gone = new ScriptedServer();
    ServerAddress nobody = gone.address();
    gone.close();
    List<ServerAddress> both = List.of(nobody, server.address());
    try (ChatClient other = ChatClient.builder(both, "bob").connect()) {
      assertThat(get(other.send("chat", "hello")).getSeq()).isEqualTo(1);
    }
  }

  @Test
  void goodbyeLetsAnswersArriveAndReconnects() throws Exception {
    server.holdAnswers(true);
    CompletableFuture<Accepted> answer = client.send("chat", "one");
    await().until(() -> server.received().size() == 1);
    server.sayGoodbye(Duration.ZERO);
    assertThat(get(answer).getSeq()).isEqualTo(1);
    server.holdAnswers(false);
    assertThat(get(client.send("chat", "two")).getSeq()).isEqualTo(2);
    assertThat(server.received()).hasSize(2);
    assertThat(server.connectNanos()).hasSize(2);
  }

  @Test
  void idsCarryTheServersTime() throws Exception {
    server.clockAhead(Duration.ofDays(300));
    try (ChatClient late = client().connect()) {
      UUID id = UUID.fromString(get(late.send("chat", "hello")).getId());
      assertThat(id.version()).isEqualTo(7);
      Instant at = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
      Instant expected = Instant.now().plus(Duration.ofDays(300));
      assertThat(at).isBetween(expected.minusSeconds(3600), expected.plusSeconds(3600));
    }
  }

  @Test
  void refusedHelloEndsTheClient() {
    server.refuseHello(
        ScriptedServer.failure(Code.PERMISSION_DENIED, "NAME_KEPT", "'redis' is kept"));
    try (ChatClient refused = client().connect()) {
      CompletableFuture<Accepted> answer = refused.send("chat", "hello");
      assertThat(failureOf(refused.ended()).reason()).isEqualTo("NAME_KEPT");
      assertThat(failureOf(answer).code()).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(failureOf(refused.send("chat", "more")).code()).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void refusedRoomIsTheOnlyOneToHear() throws Exception {
    server.refuseFollowing(ScriptedServer.failure(Code.PERMISSION_DENIED, "NO_MEMBER", "no"));
    Heard heard = new Heard();
    client.subscribe("secret", ALL, heard);
    await().until(() -> heard.refusals.size() == 1);
    assertThat(heard.refusals.get(0).reason()).isEqualTo("NO_MEMBER");
    assertThat(get(client.send("chat", "still here")).getSeq()).isEqualTo(1);
  }

  @Test
  void secondWishForARoomIsRefused() {
    Heard first = new Heard();
    Heard second = new Heard();
    client.subscribe("chat", ALL, first);
    client.subscribe("chat", ALL, second);
    await().until(() -> second.refusals.size() == 1);
    server.say("chat", "bob", "hello");
    await().until(() -> first.entries.size() == 1);
    assertThat(second.entries).isEmpty();
  }

  @Test
  void closedSubscriptionHearsNothingAndRoomCanBeFollowedAfresh() {
    Heard first = new Heard();
    Subscription subscription = client.subscribe("chat", ALL, first);
    server.say("chat", "bob", "one");
    await().until(() -> first.entries.size() == 1);
    subscription.close();
    Heard second = new Heard();
    client.subscribe("chat", ALL, second);
    server.say("chat", "bob", "two");
    await().until(() -> second.entries.size() == 2);
    assertThat(first.texts()).containsExactly("one");
  }

  @Test
  void listenerThatThrowsEndsTheClient() {
    client.subscribe(
        "chat",
        ALL,
        entry -> {
          throw new IllegalStateException("broken");
        });
    server.say("chat", "bob", "hello");
    assertThat(failureOf(client.ended()).reason()).isEqualTo("LISTENER_FAILED");
  }

  @Test
  void closeFailsWhatIsUnanswered() {
    server.holdAnswers(true);
    CompletableFuture<Accepted> answer = client.send("chat", "hello");
    client.close();
    assertThat(failureOf(answer).code()).isEqualTo(Code.CANCELLED);
    assertThat(client.ended()).isCompleted();
  }

  @Test
  void silentServerThatOwesAnAnswerCountsAsLost() throws Exception {
    server.holdAnswers(true);
    try (ChatClient impatient = client().answerTimeout(Duration.ofMillis(200)).connect()) {
      CompletableFuture<Accepted> answer = impatient.send("chat", "hello");
      await().until(() -> server.received().size() >= 2);
      server.holdAnswers(false);
      assertThat(get(answer).getSeq()).isEqualTo(1);
    }
    assertThat(server.log("chat").texts()).containsExactly("hello");
  }
}
