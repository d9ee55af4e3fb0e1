package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class TestRedisTest {
  @Test
  void sharedOneIsTheSameForAllAndAnswers() {
    assertThat(TestRedis.shared()).isSameAs(TestRedis.shared());
    try (RedisClient redis = TestRedis.shared().connections().pool("test", 1)) {
      assertThat(redis.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void prefixesDiffer() {
    assertThat(TestRedis.newPrefix()).isNotEqualTo(TestRedis.newPrefix());
  }

  @Test
  void ownOneKeepsItsAddressAndDataWhenItIsKilledAndRestarted() {
    try (OwnRedis own = TestRedis.own()) {
      try (RedisClient redis = own.connections().pool("test", 1)) {
        redis.set("key", "value");
      }
      own.kill9();
      assertThatThrownBy(() -> own.connections().open("test"))
          .isInstanceOf(JedisConnectionException.class);
      own.restart();
      try (RedisClient redis = own.connections().pool("test", 1)) {
        assertThat(redis.get("key")).isEqualTo("value");
      }
    }
  }

  @Test
  void ownOneTakesSettings() {
    try (OwnRedis own = TestRedis.own("appendonly no", "maxmemory 100mb");
        RedisClient redis = own.connections().pool("test", 1)) {
      assertThat(redis.configGet("appendonly")).containsEntry("appendonly", "no");
      assertThat(redis.configGet("maxmemory")).containsEntry("maxmemory", "104857600");
    }
  }
}
