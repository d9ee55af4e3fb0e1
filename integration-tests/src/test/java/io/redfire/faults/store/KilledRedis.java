package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import io.redfire.testing.OwnRedis;

/** Redis dies at once and is started again with what is on its disk. */
record KilledRedis(OwnRedis redis) implements Fault {
  @Override
  public void begin() {
    redis.kill9();
  }

  @Override
  public void end() {
    redis.restart();
  }
}
