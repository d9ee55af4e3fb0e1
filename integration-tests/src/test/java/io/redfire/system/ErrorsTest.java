package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.f4b6a3.uuid.UuidCreator;
import io.grpc.Status.Code;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Ping;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.RoomUnsubscription;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.Start;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.TypingSign;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets one clear error, and the stream goes on where it can. */
class ErrorsTest {
  private static Nodes nodes = Nodes.onSharedRedis();
  private static TestNode node = nodes.start();

  @BeforeAll
  static void somebodyKeepsSomethingElseUnderTheNameOfARoom() {
    nodes.redis().set(nodes.key("taken"), "not a list");
    var unused = node.send("alice", "changes", "one of hers");
    unused = node.send("bob", "changes", "one of his");
    nodes.redis().rpush(nodes.key("changes"), "of another program");
    unused = node.send("alice", "changes", "erased");
    unused = node.calls().eraseMessage(erasing("alice", 4)).getAccepted();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static String idOf(Instant time) {
    return UuidCreator.getTimeOrderedEpoch(time).toString();
  }

  private static UnaryOperator<ConnectRequest.Builder> send(String room, String id, String text) {
    return frame ->
        frame.setSend(OutgoingMessage.newBuilder().setRoom(room).setId(id).setText(text));
  }

  private static UnaryOperator<ConnectRequest.Builder> ack(int level, int replicas) {
    return frame ->
        frame.setSend(
            OutgoingMessage.newBuilder()
                .setRoom("room")
                .setText("x")
                .setAck(AckTarget.newBuilder().setLevelValue(level).setReplicas(replicas)));
  }

  private static MessageEdit editOf(String room, long seq, String text) {
    return MessageEdit.newBuilder().setRoom(room).setSeq(seq).setText(text).build();
  }

  private static UnaryOperator<ConnectRequest.Builder> edit(long seq) {
    return frame -> frame.setEdit(editOf("changes", seq, "x"));
  }

  private static UnaryOperator<ConnectRequest.Builder> tied(long replyTo, long thread) {
    return frame ->
        frame.setSend(
            OutgoingMessage.newBuilder()
                .setRoom("changes")
                .setText("x")
                .setReplyToSeq(replyTo)
                .setThreadSeq(thread));
  }

  private static UnaryOperator<ConnectRequest.Builder> react(long seq, String emoji) {
    return frame ->
        frame.setReact(MessageReaction.newBuilder().setRoom("changes").setSeq(seq).setEmoji(emoji));
  }

  private static UnaryOperator<ConnectRequest.Builder> erase(long seq) {
    return frame -> frame.setErase(MessageErasure.newBuilder().setRoom("changes").setSeq(seq));
  }

  private static EraseMessageRequest erasing(String user, long seq) {
    return EraseMessageRequest.newBuilder()
        .setUser(user)
        .setErasure(MessageErasure.newBuilder().setRoom("changes").setSeq(seq))
        .build();
  }

  private static EditMessageRequest editing(String user, long seq) {
    return EditMessageRequest.newBuilder()
        .setUser(user)
        .setEdit(editOf("changes", seq, "x"))
        .build();
  }

  private static UnaryOperator<ConnectRequest.Builder> follow(RoomSubscription wish) {
    return frame -> frame.setSubscribe(wish);
  }

  private static Arguments frame(
      Code code, String reason, String field, UnaryOperator<ConnectRequest.Builder> frame) {
    return Arguments.of(code, reason, field, frame);
  }

  static Stream<Arguments> badFrames() {
    String[] many = IntStream.range(0, 65).mapToObj(i -> "c").toArray(String[]::new);
    String letters = "字".repeat(65);
    return Stream.of(
        frame(Code.INVALID_ARGUMENT, "UNKNOWN_FRAME", "frame", frame -> frame),
        frame(
            Code.INVALID_ARGUMENT,
            "HELLO_REPEATED",
            "frame",
            frame -> frame.setHello(Hello.newBuilder().setUser("alice"))),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("a b", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("{a}", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("a:b", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("a\u001b[2J", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send("e\u0301", "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", send(letters, "", "x")),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", follow(fromNow("a b"))),
        frame(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            frame -> frame.setUnsubscribe(RoomUnsubscription.newBuilder().setRoom("\n"))),
        frame(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            frame -> frame.setTyping(TypingSign.newBuilder().setRoom("a b"))),
        frame(Code.INVALID_ARGUMENT, "ID_INVALID", "id", send("room", "1", "x")),
        frame(
            Code.INVALID_ARGUMENT,
            "ID_INVALID",
            "id",
            send("room", "8c5f2b1e-2f0a-4d55-9a3b-0123456789ab", "x")),
        frame(
            Code.FAILED_PRECONDITION,
            "ID_TOO_OLD",
            "id",
            send("room", idOf(Instant.now().minusSeconds(90_000)), "x")),
        frame(
            Code.FAILED_PRECONDITION,
            "ID_FROM_FUTURE",
            "id",
            send("room", idOf(Instant.now().plusSeconds(3600)), "x")),
        frame(Code.INVALID_ARGUMENT, "TEXT_TOO_LONG", "text", send("room", "", "x".repeat(8193))),
        frame(Code.INVALID_ARGUMENT, "TEXT_TOO_LONG", "text", send("room", "", "火".repeat(2731))),
        frame(Code.INVALID_ARGUMENT, "ACK_INVALID", "ack.level", ack(99, 0)),
        frame(
            Code.INVALID_ARGUMENT,
            "ACK_INVALID",
            "ack.replicas",
            ack(AckLevel.ACK_LEVEL_ON_DISK_VALUE, 1)),
        frame(
            Code.INVALID_ARGUMENT,
            "ACK_INVALID",
            "ack.replicas",
            ack(AckLevel.ACK_LEVEL_REPLICATED_VALUE, 17)),
        frame(
            Code.INVALID_ARGUMENT,
            "CURSOR_INVALID",
            "cursors",
            follow(Wishes.resume("room", "nonsense"))),
        frame(Code.INVALID_ARGUMENT, "CURSOR_COUNT", "cursors", follow(Wishes.resume("room"))),
        frame(
            Code.INVALID_ARGUMENT, "CURSOR_COUNT", "cursors", follow(Wishes.resume("room", many))),
        frame(Code.OUT_OF_RANGE, "SEQ_AHEAD", "after_seq", follow(Wishes.after("empty", 1))),
        frame(Code.OUT_OF_RANGE, "SEQ_AHEAD", "after_seq", follow(Wishes.after("empty", -1))),
        frame(
            Code.FAILED_PRECONDITION,
            "NOT_SUBSCRIBED",
            "room",
            frame -> frame.setUnsubscribe(RoomUnsubscription.newBuilder().setRoom("unknown"))),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "seq", edit(0)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "seq", edit(99)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "seq", edit(-1)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "seq", erase(Long.MAX_VALUE)),
        frame(Code.FAILED_PRECONDITION, "NOT_A_MESSAGE", "seq", edit(3)),
        frame(Code.FAILED_PRECONDITION, "NOT_A_MESSAGE", "seq", erase(5)),
        frame(Code.PERMISSION_DENIED, "NOT_THE_AUTHOR", "seq", edit(2)),
        frame(Code.PERMISSION_DENIED, "NOT_THE_AUTHOR", "seq", erase(2)),
        frame(Code.FAILED_PRECONDITION, "MESSAGE_ERASED", "seq", edit(4)),
        frame(Code.FAILED_PRECONDITION, "MESSAGE_ERASED", "seq", erase(4)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "seq", react(99, "👍")),
        frame(Code.FAILED_PRECONDITION, "NOT_A_MESSAGE", "seq", react(3, "👍")),
        frame(Code.FAILED_PRECONDITION, "MESSAGE_ERASED", "seq", react(4, "👍")),
        frame(Code.INVALID_ARGUMENT, "EMOJI_INVALID", "emoji", react(2, "+1")),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "reply_to_seq", tied(99, 0)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "reply_to_seq", tied(-1, 0)),
        frame(Code.FAILED_PRECONDITION, "MESSAGE_ERASED", "reply_to_seq", tied(4, 0)),
        frame(Code.NOT_FOUND, "MESSAGE_NOT_FOUND", "thread_seq", tied(0, 99)),
        frame(Code.FAILED_PRECONDITION, "NOT_A_MESSAGE", "thread_seq", tied(0, 3)),
        frame(Code.INVALID_ARGUMENT, "EMOJI_INVALID", "emoji", react(2, "")),
        frame(
            Code.INVALID_ARGUMENT,
            "TEXT_TOO_LONG",
            "text",
            frame -> frame.setEdit(editOf("changes", 1, "x".repeat(8193)))),
        frame(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            frame -> frame.setEdit(editOf("a b", 1, "x"))),
        frame(
            Code.INVALID_ARGUMENT,
            "ID_INVALID",
            "id",
            frame ->
                frame.setErase(
                    MessageErasure.newBuilder().setRoom("changes").setSeq(1).setId("x"))),
        frame(
            Code.FAILED_PRECONDITION,
            "NOT_A_LOG",
            "",
            frame -> frame.setEdit(editOf("taken", 1, "x"))),
        frame(Code.FAILED_PRECONDITION, "NOT_A_LOG", "", send("taken", "", "x")),
        frame(Code.FAILED_PRECONDITION, "NOT_A_LOG", "", follow(fromStart("taken"))));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badFrames")
  void aBadFrameIsAnsweredAndTheStreamGoesOn(
      Code code, String reason, String field, UnaryOperator<ConnectRequest.Builder> frame) {
    try (StreamProbe stream = node.connect("alice", fromNow("lobby"))) {
      Refusal refusal = Refusal.of(stream.answer(stream.ask(frame)));
      assertThat(refusal.code()).isEqualTo(code);
      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal.fields()).isEqualTo(field.isEmpty() ? List.of() : List.of(field));
      stream.ping();
      long seq = stream.say("lobby", "still here").getSeq();
      stream.heard().awaitSeq("lobby", seq);
    }
  }

  @Test
  void aRefusedRoomOfTheHelloIsAnsweredWithItsNameAndTheOthersAreFollowed() {
    try (StreamProbe stream = StreamProbe.open(node.channel())) {
      long hello =
          stream.ask(
              frame ->
                  frame.setHello(
                      Hello.newBuilder()
                          .setUser("alice")
                          .addSubscriptions(fromNow("good"))
                          .addSubscriptions(fromNow("a b"))
                          .addSubscriptions(fromNow("taken"))));
      List<Refusal> refusals =
          List.of(
              Refusal.of(stream.heard().await("a refusal", e -> isRefusal(e, "NAME_INVALID"))),
              Refusal.of(stream.heard().await("a refusal", e -> isRefusal(e, "NOT_A_LOG"))));
      assertThat(refusals.get(0).metadata()).containsEntry("room", "a b");
      assertThat(refusals.get(1).metadata()).containsEntry("room", "taken");
      var unused =
          stream.heard().await("the good one", e -> e.hasSubscribed() && e.getRequest() == hello);
    }
  }

  private static boolean isRefusal(Event event, String reason) {
    return event.hasFailed() && Refusal.of(event).reason().equals(reason);
  }

  static Stream<Arguments> badBeginnings() {
    Hello.Builder greedy = Hello.newBuilder().setUser("alice");
    IntStream.rangeClosed(0, 1000).forEach(i -> greedy.addSubscriptions(fromNow("many" + i)));
    return Stream.of(
        frame(
            Code.RESOURCE_EXHAUSTED,
            "TOO_MANY_ROOMS",
            "subscriptions",
            frame -> frame.setHello(greedy)),
        frame(
            Code.INVALID_ARGUMENT,
            "HELLO_EXPECTED",
            "frame",
            frame -> frame.setPing(Ping.getDefaultInstance())),
        frame(Code.INVALID_ARGUMENT, "HELLO_EXPECTED", "frame", frame -> frame),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "user", frame -> frame.setHello(user(""))),
        frame(Code.INVALID_ARGUMENT, "NAME_INVALID", "user", frame -> frame.setHello(user("a b"))),
        frame(
            Code.INVALID_ARGUMENT,
            "NAME_RESERVED",
            "user",
            frame -> frame.setHello(user("redis"))));
  }

  private static Hello user(String name) {
    return Hello.newBuilder().setUser(name).build();
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badBeginnings")
  void aBadBeginningEndsTheStream(
      Code code, String reason, String field, UnaryOperator<ConnectRequest.Builder> frame) {
    StreamProbe stream = StreamProbe.open(node.channel());
    var unused = stream.ask(frame);
    Refusal refusal = Refusal.of(stream.heard().awaitFailure());
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.fields()).containsExactly(field);
  }

  private static Arguments call(Code code, String reason, String field, Consumer<TestNode> call) {
    return Arguments.of(code, reason, field, call);
  }

  private static void list(TestNode at, UnaryOperator<ListMessagesRequest.Builder> request) {
    var unused =
        at.calls()
            .listMessages(request.apply(ListMessagesRequest.newBuilder().setRoom("room")).build());
  }

  private static void subscribe(TestNode at, String user, RoomSubscription wish) {
    at.calls()
        .subscribe(SubscribeRequest.newBuilder().setUser(user).setSubscription(wish).build())
        .forEachRemaining(response -> {});
  }

  static Stream<Arguments> badCalls() {
    return Stream.of(
        call(Code.INVALID_ARGUMENT, "NAME_INVALID", "user", at -> at.send("", "room", "x")),
        call(Code.INVALID_ARGUMENT, "NAME_RESERVED", "user", at -> at.send("redis", "room", "x")),
        call(Code.INVALID_ARGUMENT, "NAME_INVALID", "room", at -> at.send("alice", "a b", "x")),
        call(
            Code.INVALID_ARGUMENT,
            "TEXT_TOO_LONG",
            "text",
            at -> at.send("alice", "room", "x".repeat(8193))),
        call(Code.FAILED_PRECONDITION, "NOT_A_LOG", "", at -> at.send("alice", "taken", "x")),
        call(
            Code.PERMISSION_DENIED,
            "NOT_THE_AUTHOR",
            "seq",
            at -> at.calls().editMessage(editing("alice", 2))),
        call(
            Code.FAILED_PRECONDITION,
            "MESSAGE_ERASED",
            "seq",
            at -> at.calls().eraseMessage(erasing("alice", 4))),
        call(
            Code.INVALID_ARGUMENT,
            "NAME_RESERVED",
            "user",
            at -> at.calls().eraseMessage(erasing("redis", 3))),
        call(
            Code.INVALID_ARGUMENT,
            "ID_INVALID",
            "id",
            at ->
                at.calls()
                    .sendMessage(
                        SendMessageRequest.newBuilder()
                            .setUser("alice")
                            .setMessage(OutgoingMessage.newBuilder().setRoom("room").setId("x"))
                            .build())),
        call(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            at -> list(at, request -> request.setRoom(""))),
        call(
            Code.INVALID_ARGUMENT,
            "CURSOR_INVALID",
            "page_token",
            at -> list(at, request -> request.setPageToken("?"))),
        call(
            Code.INVALID_ARGUMENT,
            "CURSOR_INVALID",
            "page_token",
            at -> list(at, request -> request.setPageToken("f"))),
        call(
            Code.OUT_OF_RANGE,
            "SEQ_AHEAD",
            "after_seq",
            at -> list(at, request -> request.setAfterSeq(-1))),
        call(
            Code.OUT_OF_RANGE,
            "SEQ_AHEAD",
            "before_seq",
            at -> list(at, request -> request.setBeforeSeq(-1))),
        call(
            Code.FAILED_PRECONDITION,
            "NOT_A_LOG",
            "",
            at -> list(at, request -> request.setRoom("taken"))),
        call(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            at -> at.calls().getRoom(GetRoomRequest.newBuilder().setRoom("\u0000").build())),
        call(
            Code.INVALID_ARGUMENT,
            "CURSOR_INVALID",
            "page_token",
            at -> at.calls().listRooms(ListRoomsRequest.newBuilder().setPageToken("a b").build())),
        call(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "user",
            at -> subscribe(at, "", fromStart("room"))),
        call(
            Code.INVALID_ARGUMENT,
            "NAME_INVALID",
            "room",
            at -> subscribe(at, "alice", fromStart("a b"))),
        call(
            Code.OUT_OF_RANGE,
            "SEQ_AHEAD",
            "after_seq",
            at -> subscribe(at, "alice", Wishes.after("empty", 7))),
        call(
            Code.FAILED_PRECONDITION,
            "NOT_A_LOG",
            "",
            at -> subscribe(at, "alice", fromStart("taken"))));
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("badCalls")
  void aBadCallEndsWithOneClearError(
      Code code, String reason, String field, Consumer<TestNode> call) {
    Refusal refusal = Refusal.of(catchThrowable(() -> call.accept(node)));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.fields()).isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @Test
  void moreRoomsThanAStreamMayFollowAreRefused() {
    try (StreamProbe stream = node.connect("alice")) {
      long last = 0;
      for (int i = 1; i <= 1000; i++) {
        last = stream.ask(follow(fromNow("many" + i)));
      }
      Refusal refusal = Refusal.of(stream.answer(stream.ask(follow(fromNow("one-too-many")))));
      assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(refusal.reason()).isEqualTo("TOO_MANY_ROOMS");
      assertThat(stream.answer(last).hasSubscribed()).isTrue();
      // Following one of them anew is no further room, and leaving one makes place.
      assertThat(stream.follow(fromStart("many7")).getRoom()).isEqualTo("many7");
      assertThat(stream.unfollow("many8").hasUnsubscribed()).isTrue();
      assertThat(stream.follow(fromNow("one-too-many")).getRoom()).isEqualTo("one-too-many");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50})
  void aWishThatALaterOneReplacedIsRefused(int wishes) {
    try (StreamProbe stream = node.connect("alice")) {
      RoomSubscription wish =
          RoomSubscription.newBuilder()
              .setRoom("again")
              .setStart(Start.newBuilder().setLast(5))
              .build();
      List<Long> requests =
          IntStream.range(0, wishes).mapToObj(i -> stream.ask(follow(wish))).toList();
      List<Event> answers = requests.stream().map(stream::answer).toList();
      assertThat(answers.get(wishes - 1).hasSubscribed()).isTrue();
      assertThat(answers)
          .allSatisfy(
              answer ->
                  assertThat(answer.hasSubscribed() || isRefusal(answer, "NOT_SUBSCRIBED"))
                      .isTrue());
    }
  }
}
