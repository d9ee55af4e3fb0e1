package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

class ClusterRedisTest {
  private static final int KEYS = 20;

  @Test
  void migratedKeysAreFoundOnTheNewOwnerAndAskedForOnTheWay() {
    try (ClusterRedis cluster = ClusterRedis.start()) {
      int slot = ClusterRedis.slotOf("{room}");
      RedisServer from = cluster.ownerOf("{room}:0");
      RedisServer to =
          cluster.primaries().stream().filter(each -> !each.equals(from)).findFirst().orElseThrow();
      List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> "{room}:" + i).toList();
      try (Jedis source = from.connect();
          Jedis target = to.connect()) {
        keys.forEach(key -> source.set(key, "value of " + key));

        SlotMigration migration = cluster.beginMigration(slot, to);
        migration.moveKeys(List.of(keys.get(0)));

        assertThatThrownBy(() -> source.get(keys.get(0))).isInstanceOf(JedisAskDataException.class);
        assertThat(source.get(keys.get(1))).isEqualTo("value of " + keys.get(1));
        assertThatThrownBy(() -> target.get(keys.get(0)))
            .isInstanceOf(JedisMovedDataException.class);

        assertThat(migration.moveKeys(1)).isOne();
        migration.moveAllKeys();
        migration.finish();

        assertThat(cluster.ownerOf(slot)).isEqualTo(to);
        assertThat(keys)
            .allSatisfy(key -> assertThat(target.get(key)).isEqualTo("value of " + key));
        assertThatThrownBy(() -> source.get(keys.get(0)))
            .isInstanceOf(JedisMovedDataException.class);
      }
    }
  }

  @Test
  void failoverMovesTheRoleWithTheDataWhetherAskedForOrNeeded() {
    try (ClusterRedis cluster = ClusterRedis.start()) {
      int slot = ClusterRedis.slotOf("key");
      RedisServer first = cluster.ownerOf(slot);
      try (Jedis jedis = first.connect()) {
        jedis.set("key", "value");
      }

      RedisServer second = cluster.failOver(first);

      assertThat(second).isNotEqualTo(first).isEqualTo(cluster.ownerOf("key"));
      assertThat(cluster.replicaOf(second)).isEqualTo(first);
      assertThat(first.role()).isEqualTo("slave");

      second.kill9();
      assertThat(cluster.awaitFailover(slot, second)).isEqualTo(first);
      second.restart();
      cluster.awaitWell();

      try (Jedis jedis = first.connect()) {
        assertThat(jedis.get("key")).isEqualTo("value");
      }
      assertThat(second.role()).isEqualTo("slave");
    }
  }

  @Test
  void nothingOutlivesClose() {
    ClusterRedis cluster = ClusterRedis.start("maxmemory 100mb");
    List<ProcessHandle> processes =
        cluster.servers().stream().map(RedisServer::process).flatMap(Optional::stream).toList();
    assertThat(cluster.seeds()).hasSize(6);
    assertThat(cluster.primaries()).hasSize(3);
    assertThat(processes).hasSize(6).allMatch(ProcessHandle::isAlive);

    cluster.close();

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }
}
