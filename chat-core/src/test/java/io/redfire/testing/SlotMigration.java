package io.redfire.testing;

import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.MigrateParams;

/**
 * A slot of a {@link ClusterRedis} on its way from one primary to another, step by step.
 *
 * <p>Between begin and finish the old owner answers ASK for keys that it no longer has, and
 * TRYAGAIN for scripts of which it has some. One thread at a time.
 */
public final class SlotMigration {
  private static final int TIMEOUT_MILLIS = 5000;
  private static final int BATCH = 100;

  private final ClusterRedis cluster;
  private final int slot;
  private final RedisServer from;
  private final RedisServer to;

  private SlotMigration(ClusterRedis cluster, int slot, RedisServer from, RedisServer to) {
    this.cluster = cluster;
    this.slot = slot;
    this.from = from;
    this.to = to;
  }

  static SlotMigration begin(ClusterRedis cluster, int slot, RedisServer from, RedisServer to) {
    try (Jedis source = from.connect();
        Jedis target = to.connect()) {
      target.clusterSetSlotImporting(slot, cluster.idOf(from));
      source.clusterSetSlotMigrating(slot, cluster.idOf(to));
    }
    return new SlotMigration(cluster, slot, from, to);
  }

  /** The primary that owns the slot until {@link #finish}. */
  public RedisServer from() {
    return from;
  }

  /** The primary that owns the slot after {@link #finish}. */
  public RedisServer to() {
    return to;
  }

  /**
   * Moves some of the slot's keys.
   *
   * @param count how many at most
   * @return how many it were; 0 when none is left
   */
  public int moveKeys(int count) {
    try (Jedis source = from.connect()) {
      List<String> keys = source.clusterGetKeysInSlot(slot, count);
      if (!keys.isEmpty()) {
        moveKeys(source, keys);
      }
      return keys.size();
    }
  }

  /** Moves these keys, of which the old owner must have at least one. */
  public void moveKeys(List<String> keys) {
    try (Jedis source = from.connect()) {
      moveKeys(source, keys);
    }
  }

  /** Moves the keys that are left. */
  public void moveAllKeys() {
    int moved;
    do {
      moved = moveKeys(BATCH);
    } while (moved > 0);
  }

  /** Makes the target the owner, and tells all primaries. Its keys must all have moved. */
  public void finish() {
    String id = cluster.idOf(to);
    assign(to, id);
    assign(from, id);
    for (RedisServer primary : cluster.primaries()) {
      if (!primary.equals(to) && !primary.equals(from)) {
        assign(primary, id);
      }
    }
  }

  private void moveKeys(Jedis source, List<String> keys) {
    source.migrate(
        to.hostAndPort().getHost(),
        to.port(),
        TIMEOUT_MILLIS,
        MigrateParams.migrateParams().replace(),
        keys.toArray(String[]::new));
  }

  private void assign(RedisServer primary, String id) {
    try (Jedis jedis = primary.connect()) {
      jedis.clusterSetSlotNode(slot, id);
    }
  }
}
