package io.redfire.core.redis.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits.Unreachable;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.ClusterRedis;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterRateLimitsTest {
  private static final Rate FIVE = new Rate(5, Duration.ofHours(1));

  @Test
  void bucketsStandWhereverTheirSlotIs() {
    Stream<RateKey> users =
        IntStream.range(0, 12).mapToObj(i -> RateKey.ofUser(new UserName("user" + i), "send"));
    Stream<RateKey> others =
        Stream.of(
            RateKey.ofRoom(new RoomName("chat"), "send"),
            RateKey.ofAddress(ClientAddress.of(InetAddress.getLoopbackAddress()), "log-in"));
    List<RateKey> keys = Stream.concat(users, others).toList();
    try (ClusterRedis cluster = ClusterRedis.start();
        RedisRateLimits one = node(cluster);
        RedisRateLimits two = node(cluster)) {
      for (RateKey key : keys) {
        int granted = 0;
        for (int i = 0; i < 10; i++) {
          granted += granted(one, key) + granted(two, key);
        }
        assertThat(granted).as(key.toString()).isEqualTo(5);
      }
    }
  }

  private static int granted(RedisRateLimits node, RateKey key) {
    return node.take(key, FIVE, 1, Unreachable.REFUSE).join().isZero() ? 1 : 0;
  }

  private static RedisRateLimits node(ClusterRedis cluster) {
    String seeds = cluster.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    RedisAddress address = RedisAddress.parse("redis+cluster://" + seeds, Optional.empty());
    Duration patience = Duration.ofSeconds(10);
    return new RedisRateLimits(
        new RedisConnections(address, patience, patience), new RedisKeys(""), new HandClock());
  }
}
