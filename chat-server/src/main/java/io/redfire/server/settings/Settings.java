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
 * @param sentinelPassword what the Sentinels ask for; empty for nothing
 * @param redisPrefix what stands before every key and channel; may be empty
 * @param dataDirectory where the server's own Redis keeps its data
 * @param embeddedRedis which program the server's own Redis is
 * @param ackReplicas how many replicas are to have a message before it is acknowledged, where its
 *     sender does not say; 0 for none
 * @param metrics where to tell the metrics; empty means nowhere
 * @param retain how many of its newest entries each room keeps; 0 keeps all
 * @param logLevel how much the log tells
 */
public record Settings(
    ListenAddress listen,
    Optional<RedisAddress> redis,
    Optional<String> sentinelPassword,
    String redisPrefix,
    Path dataDirectory,
    RedisSource embeddedRedis,
    int ackReplicas,
    Optional<MetricsAddress> metrics,
    long retain,
    LogLevel logLevel) {}
