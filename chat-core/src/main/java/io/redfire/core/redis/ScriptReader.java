package io.redfire.core.redis;

import io.redfire.core.log.LogException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Asks Redis, and asks again for a while where a failure may pass. Thread-safe; blocks the caller.
 *
 * <p>Only for what may be done twice.
 */
final class ScriptReader {
  private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

  private final UnifiedJedis redis;

  ScriptReader(UnifiedJedis redis) {
    this.redis = redis;
  }

  List<?> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
    return ask(
        pool -> {
          try {
            return (List<?>) pool.evalsha(script.sha(), keys, arguments);
          } catch (JedisNoScriptException unknown) {
            return (List<?>) pool.eval(script.source(), keys, arguments);
          }
        });
  }

  <T> T ask(Function<UnifiedJedis, T> question) {
    long deadline = System.nanoTime() + PATIENCE;
    for (int attempt = 1; ; attempt++) {
      try {
        return question.apply(redis);
      } catch (JedisException failure) {
        if (!RedisFailure.of(failure).passing() || System.nanoTime() - deadline >= 0) {
          throw RedisFailure.exception(failure);
        }
        pause(attempt, failure);
      }
    }
  }

  private static void pause(int attempt, JedisException failure) {
    try {
      Backoff.pause(attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LogException stopped = RedisFailure.exception(failure);
      stopped.addSuppressed(e);
      throw stopped;
    }
  }
}
