package io.redfire.core.redis.log;

import io.redfire.core.log.LogException;
import io.redfire.core.redis.Backoff;
import io.redfire.core.redis.log.RedisObserver.Call;
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
public final class ScriptReader {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final UnifiedJedis redis;
  private final RedisObserver observer;
  private final Duration patience;

  /** Asks through that client. */
  public ScriptReader(UnifiedJedis redis, RedisObserver observer) {
    this(redis, observer, PATIENCE);
  }

  /**
   * As the other one.
   *
   * @param patience for how long it asks again
   */
  public ScriptReader(UnifiedJedis redis, RedisObserver observer, Duration patience) {
    this.redis = redis;
    this.observer = observer;
    this.patience = patience;
  }

  /** Runs the script; throws {@link LogException} where it cannot. */
  public List<?> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
    return ask(
        Call.PAGE,
        pool -> {
          try {
            return (List<?>) pool.evalsha(script.sha(), keys, arguments);
          } catch (JedisNoScriptException unknown) {
            return (List<?>) pool.eval(script.source(), keys, arguments);
          }
        });
  }

  /** Asks, and lets the observer know how long the answer took. */
  <T> T ask(Call call, Function<UnifiedJedis, T> question) {
    return ask(
        pool -> {
          long asked = System.nanoTime();
          T answer = question.apply(pool);
          observer.answered(call, System.nanoTime() - asked);
          return answer;
        });
  }

  /** Asks, without telling the observer; throws {@link LogException} where it cannot. */
  public <T> T ask(Function<UnifiedJedis, T> question) {
    long deadline = System.nanoTime() + patience.toNanos();
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
