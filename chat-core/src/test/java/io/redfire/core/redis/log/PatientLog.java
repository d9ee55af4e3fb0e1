package io.redfire.core.redis.log;

import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import java.time.Duration;

/** Opens a log that gives nothing up while servers of its Redis are away, for tests of the bus. */
public final class PatientLog {
  private PatientLog() {}

  /** One that keeps all entries and waits so long for the outcome of a message. */
  public static RedisMessageLog open(
      RedisConnections connections, RedisKeys keys, int readers, Duration patience) {
    return new RedisMessageLog(connections, keys, 0, readers, RedisObserver.NONE, patience);
  }
}
