package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.GetRoomResponse;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Redis does not go away, but does nothing for longer than anybody waits for an answer. */
class FrozenStoreTest {
  private static final String ROOM = "room";
  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final GetRoomRequest THE_ROOM = GetRoomRequest.newBuilder().setRoom(ROOM).build();

  @Test
  void anAppendWhoseAnswerIsLostStandsOnce() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own, ANSWER);
        StreamProbe reader = nodes.start().connect("reader", fromStart(ROOM))) {
      Outgoing messages = new Outgoing(ROOM);
      boolean done = false;
      // The first attempt is under way when Redis freezes, unless this machine pauses just then.
      for (int round = 0; !done && round < 5; round++) {
        TestNode node = nodes.start();
        try (StreamProbe author = node.connect("author")) {
          var unused = messages.sayNext(author);
          own.server().pause();
          long request = messages.sendNext(author);
          Refusal unanswered = Refusal.of(catchThrowable(() -> node.calls().getRoom(THE_ROOM)));
          assertThat(unanswered.reason()).isEqualTo("STORE_UNAVAILABLE");
          own.server().resume();
          Accepted accepted = author.answer(request).getAccepted();
          assertThat(accepted.getSeq()).isEqualTo(messages.size());
          done = accepted.getDuplicate();
        }
        messages.assertAre(node.log(ROOM));
      }
      assertThat(done).as("an attempt without an answer took place").isTrue();
      messages.awaitAt(reader);
    }
  }

  @Test
  void aNodeWithoutAnswersOfRedisStillGivesItsOwn() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own, ANSWER)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe author = node.connect("author", fromStart(ROOM))) {
        var unused = messages.sayNext(author);
        own.server().pause();
        long request = messages.sendNext(author);
        // More than the node has threads to wait with.
        List<ListenableFuture<GetRoomResponse>> waiting =
            Stream.generate(() -> ChatServiceGrpc.newFutureStub(node.channel()).getRoom(THE_ROOM))
                .limit(20)
                .toList();
        author.ping();
        assertThat(
                HealthGrpc.newBlockingStub(node.channel())
                    .withDeadlineAfter(4, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
        assertThat(waiting).noneMatch(ListenableFuture::isDone);
        waiting.forEach(FrozenStoreTest::assertUnavailable);
        Refusal unknown = Refusal.of(author.answer(request));
        assertThat(unknown.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(unknown.reason()).isEqualTo("STORE_UNAVAILABLE");
        own.server().resume();
        try (StreamProbe again = node.connect("author")) {
          assertThat(messages.say(again, 2).getSeq()).isEqualTo(2);
        }
        messages.assertAre(node.log(ROOM));
        messages.awaitAt(author);
      }
    }
  }

  private static void assertUnavailable(ListenableFuture<GetRoomResponse> call) {
    Throwable thrown = catchThrowable(() -> call.get(60, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    Refusal refusal = Refusal.of(requireNonNull(thrown.getCause()));
    assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal.reason()).isEqualTo("STORE_UNAVAILABLE");
  }
}
