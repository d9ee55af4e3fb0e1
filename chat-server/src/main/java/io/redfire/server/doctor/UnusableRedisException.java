package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import redis.clients.jedis.exceptions.JedisException;

/** Says that a Redis cannot be looked at, and why, in one line without secrets. */
public final class UnusableRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableRedisException(RedisAddress address, JedisException cause) {
    super(
        "Redis at "
            + address
            + " cannot be used ("
            + RedisServer.harmless(
                String.valueOf(cause.getMessage()).lines().findFirst().orElse("no answer"))
            + "); check --redis",
        cause);
  }
}
