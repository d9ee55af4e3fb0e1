package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class SentinelRedisTest {
  @Test
  void failoverMovesTheRoleAndKeepsTheData() {
    try (SentinelRedis redis = SentinelRedis.start("maxmemory 100mb")) {
      RedisServer old = redis.primary();
      assertThat(redis.sentinelAddresses()).hasSize(3);
      assertThat(redis.replicas()).hasSize(2).doesNotContain(old);
      try (Jedis jedis = old.connect()) {
        jedis.set("key", "value");
        assertThat(jedis.waitReplicas(2, 5000)).isEqualTo(2);
        assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", "104857600");
        assertThat(jedis.configGet("appendfsync")).containsEntry("appendfsync", "always");
      }

      RedisServer promoted = redis.failOver();

      assertThat(promoted).isNotEqualTo(old).isEqualTo(redis.primary());
      try (Jedis jedis = promoted.connect()) {
        assertThat(jedis.role()).startsWith("master");
        assertThat(jedis.get("key")).isEqualTo("value");
        assertThat(jedis.set("key", "newer")).isEqualTo("OK");
      }
      redis.awaitInSync();
      try (Jedis jedis = old.connect()) {
        assertThat(jedis.role()).startsWith("slave");
        assertThat(jedis.get("key")).isEqualTo("newer");
      }
    }
  }

  @Test
  void killedAndFrozenPrimariesAreReplacedAndFollowWhenTheyComeBack() {
    try (SentinelRedis redis = SentinelRedis.start()) {
      RedisServer first = redis.primary();
      first.kill9();
      RedisServer second = redis.awaitFailover(first.port());
      first.restart();
      redis.awaitInSync();

      second.pause();
      assertThat(second.isRunning()).isFalse();
      RedisServer third = redis.awaitFailover(second.port());
      second.resume();
      redis.awaitInSync();

      assertThat(third).isNotEqualTo(second);
      assertThat(second.role()).isEqualTo("slave");
    }
  }

  @Test
  void nothingOutlivesClose() {
    SentinelRedis redis = SentinelRedis.start();
    List<RedisServer> servers =
        Stream.of(redis.dataServers(), redis.sentinels()).flatMap(List::stream).toList();
    List<ProcessHandle> processes =
        servers.stream().map(RedisServer::process).flatMap(Optional::stream).toList();
    assertThat(processes).hasSize(6).allMatch(ProcessHandle::isAlive);

    redis.close();

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    for (RedisServer server : servers) {
      assertThatThrownBy(() -> server.connect().ping())
          .isInstanceOf(JedisConnectionException.class);
    }
  }
}
