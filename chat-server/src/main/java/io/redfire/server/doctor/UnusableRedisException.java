package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import redis.clients.jedis.exceptions.JedisException;

/** Says that a Redis cannot be looked at, and why, in one line without secrets. */
public final class UnusableRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnusableRedisException(RedisAddress address, JedisException cause) {
    this(address, firstLine(cause), cause);
  }

  private UnusableRedisException(RedisAddress address, String reason, JedisException cause) {
    super("Redis at " + address + " cannot be used (" + reason + "); check --redis", cause);
    this.reason = reason;
  }

  /** What the client of Redis says about it. */
  String reason() {
    return reason;
  }

  private static String firstLine(JedisException cause) {
    return RedisServer.harmless(
        String.valueOf(cause.getMessage()).lines().findFirst().orElse("no answer"));
  }
}
