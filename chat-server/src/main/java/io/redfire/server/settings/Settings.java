package io.redfire.server.settings;

import io.redfire.core.redis.RedisAddress;
import io.redfire.server.embedded.RedisSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that one run of the server was told, checked. Immutable; its text form shows no
 * password.
 *
 * @param listen where to accept clients
 * @param redis the Redis to use; empty means one of the server's own
 * @param redisPrefix what stands before every key and channel; may be empty
 * @param dataDirectory where the server's own Redis keeps its data
 * @param embeddedRedis which program the server's own Redis is
 * @param metrics where to tell the metrics; empty means nowhere
 * @param retain how many of its newest entries each room keeps; 0 keeps all
 * @param logLevel how much the log tells
 */
public record Settings(
    ListenAddress listen,
    Optional<RedisAddress> redis,
    String redisPrefix,
    Path dataDirectory,
    RedisSource embeddedRedis,
    Optional<MetricsAddress> metrics,
    long retain,
    LogLevel logLevel) {}
