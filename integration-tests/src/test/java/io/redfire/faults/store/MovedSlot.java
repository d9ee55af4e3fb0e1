package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.RedisServer;
import io.redfire.testing.SlotMigration;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a room moves to another primary while the room is written to: some of its keys first,
 * the others a while later.
 */
final class MovedSlot implements Fault {
  private final ClusterRedis redis;
  private final String where;
  private @Nullable SlotMigration migration;

  /**
   * @param where a room of the slot
   */
  MovedSlot(ClusterRedis redis, String where) {
    this.redis = redis;
    this.where = where;
  }

  @Override
  public void begin() {
    RedisServer from = redis.ownerOf(where);
    RedisServer to =
        redis.primaries().stream().filter(one -> !one.equals(from)).findFirst().orElseThrow();
    SlotMigration begun = redis.beginMigration(ClusterRedis.slotOf(where), to);
    migration = begun;
    var unused = begun.moveKeys(2);
  }

  @Override
  public void end() {
    SlotMigration begun = migration;
    if (begun != null) {
      begun.moveAllKeys();
      begun.finish();
    }
  }
}
