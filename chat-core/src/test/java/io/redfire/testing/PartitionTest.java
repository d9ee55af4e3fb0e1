package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class PartitionTest {
  @Test
  void partitionedPrimaryStopsTakingWritesAndFollowsTheNewOneAfterHealing() {
    if (!Partition.isAvailable()) {
      assertThatThrownBy(() -> Partition.create(6))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("(expected: Linux, root, iproute2)");
      return;
    }
    try (Partition network = Partition.create(6);
        SentinelRedis redis =
            SentinelRedis.startIn(network, "min-replicas-to-write 1", "min-replicas-max-lag 1")) {
      RedisServer old = redis.primary();
      assertThat(refusesWrites(old)).isFalse();

      network.split(List.of(old));

      Patience.until("the old primary stops", () -> refusesWrites(old));
      RedisServer promoted = redis.awaitFailover(old.port());
      Patience.until("the new primary starts", () -> !refusesWrites(promoted));
      assertThat(old.role()).isEqualTo("master");
      try (Jedis jedis = promoted.connect()) {
        jedis.set("key", "newer");
      }

      network.heal();

      redis.awaitInSync();
      assertThat(old.isInSyncWith(promoted.port())).isTrue();
      try (Jedis jedis = old.connect()) {
        assertThat(jedis.get("key")).isEqualTo("newer");
      }
    }
  }

  @Test
  void isolatedServerIsOutOfReachOfThisJvmUntilHealed() {
    if (!Partition.isAvailable()) {
      assertThatThrownBy(() -> Partition.create(1)).isInstanceOf(IllegalStateException.class);
      return;
    }
    try (Partition network = Partition.create(1);
        RedisServer server = RedisServers.start(network.hosts(), PartitionTest::plain)) {
      network.isolate(List.of(server));
      assertThatThrownBy(() -> server.connect().ping())
          .isInstanceOf(JedisConnectionException.class);

      network.heal();
      try (Jedis jedis = server.connect()) {
        assertThat(jedis.ping()).isEqualTo("PONG");
      }
    }
  }

  private static RedisServer plain(RedisServers servers) {
    RedisServer server = servers.begin(RedisProgram.Mode.DATA, RedisServers.DURABLE);
    server.awaitReady();
    return server;
  }

  private static boolean refusesWrites(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      jedis.set("key", "written");
      return false;
    } catch (JedisDataException refused) {
      return String.valueOf(refused.getMessage()).startsWith("NOREPLICAS");
    }
  }
}
