package io.redfire.core.redis.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits.Unreachable;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes and the buckets that they share; nothing here waits for a real clock. */
class RedisRateLimitsTest {
  private static final RateKey ALICE = RateKey.ofUser(new UserName("alice"), "send");
  private static final RateKey ROOM = RateKey.ofRoom(new RoomName("chat"), "send");
  private static final Rate HUNDRED = new Rate(100, Duration.ofHours(1));
  private static final Rate FIVE = new Rate(5, Duration.ofSeconds(5));

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final HandClock clock = new HandClock();
  private final List<RedisRateLimits> nodes = new ArrayList<>();

  private RedisRateLimits node() {
    return node(TestRedis.shared().connections());
  }

  private RedisRateLimits node(RedisConnections redis) {
    RedisRateLimits node = new RedisRateLimits(redis, keys, clock);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(RedisRateLimits::close);
  }

  @Test
  void tenTimesTheLimitIsCutToTheLimit() {
    assertThat(granted(node(), ALICE, HUNDRED, 1000)).isEqualTo(100);
  }

  @Test
  void twoNodesGrantOneBucketAndAtMostTheirShares() {
    RedisRateLimits one = node();
    RedisRateLimits two = node();
    int granted = 0;
    for (int i = 0; i < 1000; i++) {
      granted += sent(one, ALICE, HUNDRED, 1) + sent(two, ALICE, HUNDRED, 1);
    }
    assertThat(granted).isBetween(100, 100 + 2 * RedisRateLimits.share(HUNDRED, Unreachable.ALLOW));
  }

  @Test
  void manyThreadsOnTwoNodesKeepToTheBound() {
    List<RedisRateLimits> both = List.of(node(), node());
    List<CompletableFuture<Integer>> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> sent(both.get(i % 2), ROOM, HUNDRED, 200)))
            .toList();
    assertThat(threads.stream().mapToInt(CompletableFuture::join).sum())
        .isBetween(100, 100 + 2 * RedisRateLimits.share(HUNDRED, Unreachable.ALLOW));
  }

  @Test
  void overTimeTwoNodesGrantTheRateAndAtMostTheirSharesMore() {
    RedisRateLimits one = node();
    RedisRateLimits two = node();
    Rate rate = new Rate(50, Duration.ofSeconds(10));
    int granted = 0;
    for (int tenths = 0; tenths < 600; tenths++) {
      granted += sent(one, ALICE, rate, 3) + sent(two, ALICE, rate, 3);
      clock.advance(Duration.ofMillis(100));
    }
    int right = 50 + 50 * 60 / 10;
    int shares = 2 * RedisRateLimits.share(rate, Unreachable.ALLOW);
    assertThat(granted).isBetween(right - shares, right + shares);
  }

  @Test
  void theTurnStaysWithTheIdThatTookItOnEveryNode() {
    RateKey alice = RateKey.ofMember(new RoomName("chat"), new UserName("alice"), "slow-mode");
    RedisRateLimits one = node();
    RedisRateLimits two = node();
    assertThat(turn(one, alice, "first")).isZero();
    for (RedisRateLimits node : List.of(one, two)) {
      assertThat(turn(node, alice, "first")).isZero();
      assertThat(turn(node, alice, "second")).isEqualTo(Duration.ofHours(1));
      assertThat(turn(node, alice, "first")).isZero();
    }
    clock.advance(Duration.ofMinutes(20));
    assertThat(turn(two, alice, "second")).isEqualTo(Duration.ofMinutes(40));
    RateKey bob = RateKey.ofMember(new RoomName("chat"), new UserName("bob"), "slow-mode");
    assertThat(turn(two, bob, "second")).isZero();
  }

  private static Duration turn(RedisRateLimits node, RateKey key, String id) {
    return node.turn(key, Duration.ofHours(1), id, Unreachable.REFUSE).join();
  }

  @Test
  void aSmallRateIsKeptToTheTokenByAllNodes() {
    RedisRateLimits one = node();
    RedisRateLimits two = node();
    int granted = 0;
    for (int i = 0; i < 25; i++) {
      granted += granted(one, ALICE, FIVE, 1) + granted(two, ALICE, FIVE, 1);
    }
    assertThat(granted).isEqualTo(5);
  }

  @Test
  void theWaitIsAsLongAsItTakes() {
    RedisRateLimits node = node();
    assertThat(granted(node, ALICE, FIVE, 6)).isEqualTo(5);

    Duration wait = take(node, ALICE, FIVE, 2);
    assertThat(wait).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2001));
    clock.advance(wait.minusMillis(2));
    assertThat(take(node, ALICE, FIVE, 2)).isPositive();
    clock.advance(Duration.ofMillis(2));
    assertThat(take(node, ALICE, FIVE, 2)).isZero();
  }

  @Test
  void whatIsRefusedTakesNothing() {
    RedisRateLimits node = node();
    assertThat(take(node, ALICE, FIVE, 4)).isZero();
    assertThat(take(node, ALICE, FIVE, 2)).isPositive();
    assertThat(take(node, ALICE, FIVE, 1)).isZero();
  }

  @Test
  void eachKeyAndEachRateHasABucketOfItsOwn() {
    RedisRateLimits node = node();
    assertThat(granted(node, ALICE, FIVE, 9)).isEqualTo(5);
    assertThat(granted(node, RateKey.ofUser(new UserName("bob"), "send"), FIVE, 9)).isEqualTo(5);
    assertThat(granted(node, RateKey.ofUser(new UserName("alice"), "typing"), FIVE, 9))
        .isEqualTo(5);
    assertThat(granted(node, ALICE, new Rate(6, Duration.ofSeconds(5)), 9)).isEqualTo(6);
  }

  @Test
  void aBucketIsForgottenWhenItIsFull() {
    assertThat(take(node(), ALICE, FIVE, 5)).isZero();
    try (RedisServers servers = TestRedis.shared().connections().servers("test", 1)) {
      // 5 s until it is full, 10 s more.
      assertThat(servers.client().pttl(keys.rate(ALICE, FIVE))).isBetween(1L, 15_000L);
    }
  }

  @Test
  void theShareIsAnsweredAtOnceAndWithoutRedis() {
    try (OwnRedis redis = TestRedis.own()) {
      RedisRateLimits node = node(redis.connections());
      assertThat(sent(node, ALICE, HUNDRED, 1)).isOne();
      redis.server().pause();
      for (int i = 0; i < RedisRateLimits.share(HUNDRED, Unreachable.ALLOW); i++) {
        assertThat(node.take(ALICE, HUNDRED, 1, Unreachable.ALLOW))
            .isCompletedWithValue(Duration.ZERO);
      }
      assertThat(node.take(ALICE, HUNDRED, 1, Unreachable.ALLOW))
          .as("a question to a Redis that is silent")
          .isNotDone();
    }
  }

  @Test
  void whatIsRefusedWithoutRedisHasNoShare() {
    try (OwnRedis redis = TestRedis.own()) {
      RedisRateLimits node = node(redis.connections());
      assertThat(take(node, ALICE, HUNDRED, 1)).isZero();
      redis.kill9();
      assertThatThrownBy(() -> take(node, ALICE, HUNDRED, 1))
          .isInstanceOf(CompletionException.class);
    }
  }

  @Test
  void whatIsRefusedWithoutRedisIsKeptToTheTokenByAllNodes() {
    RedisRateLimits one = node();
    RedisRateLimits two = node();
    int granted = 0;
    for (int i = 0; i < 150; i++) {
      granted += granted(one, ALICE, HUNDRED, 1) + granted(two, ALICE, HUNDRED, 1);
    }
    assertThat(granted).isEqualTo(100);
  }

  @Test
  void theCallerSaysWhatHoldsWhileRedisIsAway() {
    try (OwnRedis redis = TestRedis.own()) {
      RedisRateLimits node = node(redis.connections());
      redis.kill9();
      for (int i = 0; i < 10; i++) {
        assertThat(node.take(ALICE, FIVE, 1, Unreachable.ALLOW).join()).isZero();
      }
      assertThatThrownBy(() -> take(node, ALICE, FIVE, 1))
          .cause()
          .asInstanceOf(type(LogException.class))
          .returns(LogException.Reason.UNAVAILABLE, LogException::reason);

      redis.restart();
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> take(node, ALICE, FIVE, 1), Duration.ZERO::equals);
      assertThat(granted(node, ALICE, FIVE, 50)).isLessThan(5);
    }
  }

  @Test
  void moreThanABucketHoldsIsNoQuestion() {
    RedisRateLimits node = node();
    assertThatThrownBy(() -> take(node, ALICE, FIVE, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens: 6 (expected: 1 to 5)");
  }

  private static int granted(RedisRateLimits node, RateKey key, Rate rate, int times) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += take(node, key, rate, 1).isZero() ? 1 : 0;
    }
    return granted;
  }

  /** As for messages, of which each node grants a share by itself. */
  private static int sent(RedisRateLimits node, RateKey key, Rate rate, int times) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += node.take(key, rate, 1, Unreachable.ALLOW).join().isZero() ? 1 : 0;
    }
    return granted;
  }

  private static Duration take(RedisRateLimits node, RateKey key, Rate rate, int tokens) {
    return node.take(key, rate, tokens, Unreachable.REFUSE).join();
  }
}
