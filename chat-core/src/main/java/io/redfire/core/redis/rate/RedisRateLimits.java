package io.redfire.core.redis.rate;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.NopeOptimizationListener;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.delay.DelayOptimization;
import io.github.bucket4j.distributed.proxy.optimization.skiponzero.SkipSyncOnZeroOptimization;
import io.redfire.core.log.LogException;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token buckets in Redis that all nodes share, with a share of each on the node. Thread-safe.
 *
 * <p>A node takes up to a tenth of a bucket ({@link #share}) before it tells Redis, and then hears
 * what the others took; it asks at the latest after {@link #STALE}. So a message costs no question,
 * only every so manieth one does. What two nodes took beyond the bucket before they heard of each
 * other is a debt that the bucket pays off before it grants more: with <i>k</i> nodes no span of
 * time <i>t</i> sees more than {@code tokens + tokens × t / period + k × share} granted. Rates of
 * less than ten tokens have no share, and neither has what is refused while Redis does not answer:
 * each token of them is taken in Redis, and only refusals are answered here.
 *
 * <p>More may be granted where Redis lost the bucket (it is full again then), where it did not
 * answer and the caller allows that, and where the nodes' clocks differ: a bucket fills by the
 * clock that is ahead.
 *
 * <p>Bounded: {@value #MOST_BUCKETS} buckets on the node, the ones longest unused are dropped with
 * what they had not told; {@value #MOST_WAITING} questions waiting for Redis, more count as not
 * answered.
 */
public final class RedisRateLimits implements RateLimits, AutoCloseable {
  /** How long a node may answer by itself. */
  static final Duration STALE = Duration.ofMinutes(1);

  static final int MOST_BUCKETS = 65_536;
  static final int MOST_WAITING = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimits.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int THREADS = 2;
  private static final int SHARES = 10;

  private final RedisServers servers;
  private final ThreadPoolExecutor executor;
  private final RedisBuckets buckets;
  private final RedisTurns turns;
  private final RedisKeys keys;
  private final TimeMeter clock;
  private final LoadingCache<Bucket, AsyncBucketProxy> here;

  /**
   * Finds the servers.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public RedisRateLimits(RedisConnections redis, RedisKeys keys) {
    this(redis, keys, TimeMeter.SYSTEM_MILLISECONDS);
  }

  RedisRateLimits(RedisConnections redis, RedisKeys keys, TimeMeter clock) {
    this.servers = redis.within(PATIENCE).servers("redfire-rate", THREADS);
    this.keys = keys;
    this.clock = clock;
    this.executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            new ThreadFactoryBuilder().setNameFormat("rate-%d").setDaemon(true).build());
    this.buckets = new RedisBuckets(servers.client(), executor, clock);
    this.turns = new RedisTurns(servers.client(), keys, executor, clock, MOST_BUCKETS);
    this.here =
        CacheBuilder.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(STALE.multipliedBy(2))
            .build(CacheLoader.from(this::bucket));
  }

  /** How many tokens of a bucket a node takes before it tells Redis. */
  static int share(Rate rate, Unreachable unreachable) {
    return switch (unreachable) {
      case ALLOW -> rate.tokens() / SHARES;
      case REFUSE -> 0;
    };
  }

  @Override
  public CompletableFuture<Duration> take(
      RateKey key, Rate rate, int tokens, Unreachable unreachable) {
    if (tokens < 1 || tokens > rate.tokens()) {
      throw new IllegalArgumentException(
          "tokens: " + tokens + " (expected: 1 to " + rate.tokens() + ")");
    }
    return answered(
        here.getUnchecked(new Bucket(key, rate, unreachable))
            .tryConsumeAndReturnRemaining(tokens)
            .thenApply(RedisRateLimits::wait),
        unreachable);
  }

  @Override
  public CompletableFuture<Duration> turn(
      RateKey key, Duration period, String id, Unreachable unreachable) {
    return answered(turns.take(key, period, id), unreachable);
  }

  private static CompletableFuture<Duration> answered(
      CompletableFuture<Duration> wait, Unreachable unreachable) {
    return wait.isDone() && !wait.isCompletedExceptionally()
        ? wait
        : wait.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyCompose(failure -> unanswered(failure, unreachable));
  }

  private static Duration wait(ConsumptionProbe probe) {
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()) + 1);
  }

  private static CompletableFuture<Duration> unanswered(
      Throwable failure, Unreachable unreachable) {
    LOG.debug("Redis did not tell whether a limit is reached: {}", unreachable, failure);
    return switch (unreachable) {
      case ALLOW -> CompletableFuture.completedFuture(Duration.ZERO);
      case REFUSE ->
          CompletableFuture.failedFuture(
              new LogException(
                  LogException.Reason.UNAVAILABLE,
                  "the message store did not answer in time",
                  failure));
    };
  }

  private AsyncBucketProxy bucket(Bucket bucket) {
    Rate rate = bucket.rate();
    BucketConfiguration full =
        BucketConfiguration.builder()
            .addLimit(
                limit -> limit.capacity(rate.tokens()).refillGreedy(rate.tokens(), rate.period()))
            .build();
    return buckets
        .asAsync()
        .builder()
        .withOptimization(optimization(share(rate, bucket.unreachable())))
        .build(keys.rate(bucket.key(), rate), () -> CompletableFuture.completedFuture(full));
  }

  private Optimization optimization(int share) {
    return share == 0
        ? new SkipSyncOnZeroOptimization(NopeOptimizationListener.INSTANCE, clock)
        : new DelayOptimization(
            new DelayParameters(share, STALE), NopeOptimizationListener.INSTANCE, clock);
  }

  /** Ends it; questions that are still open are answered as if Redis had not. */
  @Override
  public void close() {
    executor.shutdownNow();
    servers.close();
  }

  private record Bucket(RateKey key, Rate rate, Unreachable unreachable) {}
}
