package io.redfire.bench.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redfire.bench.redis.RedisBenchPlan.Part;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

class RedisBenchTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void eachMessageStandsInItsPlaceAndNothingIsLeft() throws Exception {
    try (OwnRedis redis = TestRedis.own()) {
      RedisConnections connections = redis.connections();
      RedisBenchPlan plan =
          new RedisBenchPlan(
              EnumSet.allOf(Part.class), 3, 2, 64, List.of(1, 16), 20, 0, SHORT, SHORT);

      List<String> progress = new ArrayList<>();
      RedisBenchReport report = new RedisBench(place(connections), plan, progress::add).run();

      assertThat(report.isFlawless()).isTrue();
      assertThat(report.appends()).extracting(AppendResult::batch).containsExactly(1, 16);
      assertThat(report.appends()).allSatisfy(run -> assertThat(run.messages()).isPositive());
      assertThat(report.pubSub())
          .hasValueSatisfying(run -> assertThat(run.messages()).isPositive());
      assertThat(progress).hasSize(3);
      try (UnifiedJedis look = connections.servers("look", 1).client()) {
        assertThat(look.keys("*")).isEmpty();
      }
    }
  }

  @Test
  void aRoomThatIsDeletedMeanwhileIsNoticed() throws Exception {
    try (OwnRedis redis = TestRedis.own();
        UnifiedJedis other = redis.connections().servers("other", 1).client()) {
      Duration window = Duration.ofSeconds(2);
      RedisBenchPlan plan =
          new RedisBenchPlan(EnumSet.of(Part.APPENDS), 1, 1, 64, List.of(4), 20, 0, SHORT, window);
      CompletableFuture<AppendResult> run =
          CompletableFuture.supplyAsync(() -> appends(redis.connections(), plan));

      await().until(() -> !other.keys("bench-*").isEmpty());
      // All at once: between a list and its head, the tool would see a room that is no log.
      other.del(other.keys("*bench-*").toArray(String[]::new));

      assertThat(run.get().misplaced()).isPositive();
    }
  }

  @Test
  void whatIsPublishedInStepIsDeliveredOnceInOrder() throws Exception {
    RedisBenchPlan plan =
        new RedisBenchPlan(EnumSet.of(Part.PUBSUB), 1, 1, 64, List.of(1), 20, 1000, SHORT, SHORT);

    PubSubResult result =
        new PubSubRun(TestRedis.shared().connections(), new RedisKeys(TestRedis.newPrefix()), plan)
            .run();

    // What was due before the window may come within it, on a machine that is busy.
    assertThat(result.messages()).isBetween(1L, 601L);
    assertThat(result.lost()).isZero();
    assertThat(result.repeated()).isZero();
  }

  @Test
  void theEarTellsWhatIsMissingFromWhatCameTwice() {
    Ear ear = new Ear(Window.fromNow(Duration.ZERO, Duration.ofMinutes(1)), new Semaphore(0));

    for (long number : new long[] {0, 1, 1, 4, 5}) {
      byte[] message = ByteBuffer.allocate(16).putLong(number).putLong(System.nanoTime()).array();
      ear.onMessage(new byte[0], message);
    }

    PubSubResult result = ear.result(8);
    assertThat(result.repeated()).isEqualTo(1);
    assertThat(result.lost()).as("2, 3, 6 and 7").isEqualTo(4);
  }

  @Test
  void aRedisThatIsNotThereIsToldInOneLine() {
    RedisBenchPlan plan =
        new RedisBenchPlan(EnumSet.allOf(Part.class), 1, 1, 64, List.of(1), 20, 0, SHORT, SHORT);
    RedisPlace nowhere = new RedisPlace("127.0.0.1:1", Optional.empty(), "");

    assertThatThrownBy(() -> new RedisBench(nowhere, plan, line -> {}).run())
        .isInstanceOfSatisfying(
            RedisBenchFailure.class, why -> assertThat(why.isUnreachable()).isTrue())
        .hasMessageStartingWith("redis://127.0.0.1:1: ")
        .hasMessageNotContaining("\n");
  }

  private static AppendResult appends(RedisConnections redis, RedisBenchPlan plan) {
    try {
      return new AppendRun(redis, new RedisKeys(""), plan, plan.batches().get(0)).run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RedisPlace place(RedisConnections redis) {
    return new RedisPlace(redis.address().toString(), redis.address().password(), "");
  }
}
