package io.redfire.core.redis.rate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.bucket4j.TimeMeter;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.redis.RedisKeys;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Turns in Redis: a key that is there as long as a turn is somebody's, and says whose. Thread-safe.
 *
 * <p>What a node has seen of another's turn it does not ask for again, so a flood of those who have
 * none costs Redis nothing.
 */
final class RedisTurns {
  private static final int TRIES = 2;

  private final UnifiedJedis redis;
  private final RedisKeys keys;
  private final Executor executor;
  private final TimeMeter clock;
  private final Cache<Key, Turn> seen;

  /**
   * @param executor runs what asks Redis
   * @param most how many turns are remembered
   */
  RedisTurns(UnifiedJedis redis, RedisKeys keys, Executor executor, TimeMeter clock, int most) {
    this.redis = redis;
    this.keys = keys;
    this.executor = executor;
    this.clock = clock;
    this.seen =
        CacheBuilder.newBuilder()
            .maximumSize(most)
            .expireAfterAccess(RedisRateLimits.STALE)
            .build();
  }

  /** How long until the turn can be that id's; zero where it is. Fails where Redis does. */
  CompletableFuture<Duration> take(RateKey key, Duration period, String id) {
    Key turn = new Key(key, new Rate(1, period));
    Turn known = seen.getIfPresent(turn);
    if (known != null && !known.id().equals(id) && known.end() > now()) {
      return CompletableFuture.completedFuture(known.waitOf(id, now()));
    }
    try {
      return CompletableFuture.supplyAsync(() -> ask(turn, period, id), executor);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(full);
    }
  }

  private Duration ask(Key key, Duration period, String id) {
    byte[] name = keys.rate(key.key(), key.rate());
    SetParams whereNobodys = SetParams.setParams().nx().px(period.toMillis());
    for (int i = 0; i < TRIES; i++) {
      Turn mine = new Turn(id, now() + period.toMillis());
      Optional<Turn> taken =
          redis.set(name, mine.text().getBytes(UTF_8), whereNobodys) != null
              ? Optional.of(mine)
              : Optional.ofNullable(redis.get(name))
                  .map(text -> Turn.read(new String(text, UTF_8)));
      if (taken.isPresent()) {
        seen.put(key, taken.get());
        return taken.get().waitOf(id, now());
      }
      // It ended between the two questions.
    }
    return Duration.ofMillis(1);
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(clock.currentTimeNanos());
  }

  private record Key(RateKey key, Rate rate) {}

  /**
   * Whose turn it is.
   *
   * @param end when the next one begins, ms since 1970
   */
  private record Turn(String id, long end) {
    String text() {
      return id + " " + end;
    }

    static Turn read(String text) {
      int space = text.indexOf(' ');
      return new Turn(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
    }

    Duration waitOf(String other, long now) {
      return id.equals(other) ? Duration.ZERO : Duration.ofMillis(Math.max(1, end - now));
    }
  }
}
