package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class TestRedisTest {
  @Test
  void sharedOneIsTheSameForAllAndAnswers() {
    assertThat(TestRedis.shared()).isSameAs(TestRedis.shared());
    try (UnifiedJedis redis = TestRedis.shared().connections().servers("test", 1).client()) {
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
      try (UnifiedJedis redis = own.connections().servers("test", 1).client()) {
        redis.set("key", "value");
      }
      own.kill9();
      assertThatThrownBy(() -> own.connections().open("test"))
          .isInstanceOf(JedisConnectionException.class);
      own.restart();
      try (UnifiedJedis redis = own.connections().servers("test", 1).client()) {
        assertThat(redis.get("key")).isEqualTo("value");
      }
    }
  }

  @Test
  void ownOneTakesSettings() {
    try (OwnRedis own = TestRedis.own("appendonly no", "maxmemory 100mb");
        UnifiedJedis redis = own.connections().servers("test", 1).client()) {
      assertThat(redis.configGet("appendonly")).containsEntry("appendonly", "no");
      assertThat(redis.configGet("maxmemory")).containsEntry("maxmemory", "104857600");
    }
  }
}
