package io.redfire.core.redis.rate;

import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Buckets in Redis, as Bucket4j wants to read and replace them. Thread-safe.
 *
 * <p>Each step of it is one command on one key, so any kind of Redis will do. They run on an
 * executor of the owner's; one that takes no more fails the question. It may not throw instead:
 * Bucket4j would never ask for that bucket again.
 */
final class RedisBuckets extends AbstractCompareAndSwapBasedProxyManager<byte[]> {
  private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(10);
  private static final int MOST_TRIES = 32;
  private static final byte[] NONE = {};

  private final UnifiedJedis redis;
  private final Executor executor;
  private final ExpirationAfterWriteStrategy expiry =
      ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL);

  RedisBuckets(UnifiedJedis redis, Executor executor, TimeMeter clock) {
    super(ClientSideConfig.getDefault().withClientClock(clock).withMaxRetries(MOST_TRIES));
    this.redis = redis;
    this.executor = executor;
  }

  @Override
  protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(byte[] key) {
    CompareAndSwapOperation steps = beginCompareAndSwapOperation(key);
    return new AsyncCompareAndSwapOperation() {
      @Override
      public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeoutNanos) {
        return onExecutor(() -> steps.getStateData(timeoutNanos));
      }

      @Override
      public CompletableFuture<Boolean> compareAndSwap(
          byte @Nullable [] from, byte[] to, RemoteBucketState state, Optional<Long> timeoutNanos) {
        return onExecutor(() -> steps.compareAndSwap(from, to, state, timeoutNanos));
      }
    };
  }

  @Override
  protected CompareAndSwapOperation beginCompareAndSwapOperation(byte[] key) {
    return new CompareAndSwapOperation() {
      @Override
      public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
        return Optional.ofNullable(redis.get(key));
      }

      @Override
      public boolean compareAndSwap(
          byte @Nullable [] from, byte[] to, RemoteBucketState state, Optional<Long> timeoutNanos) {
        long ttl = expiry.calculateTimeToLiveMillis(state, currentTimeNanos());
        return SwapScript.run(redis, key, from == null ? NONE : from, to, ttl);
      }
    };
  }

  @Override
  public void removeProxy(byte[] key) {
    redis.del(key);
  }

  @Override
  protected CompletableFuture<Void> removeAsync(byte[] key) {
    return onExecutor(() -> redis.del(key)).thenAccept(deleted -> {});
  }

  @Override
  public boolean isAsyncModeSupported() {
    return true;
  }

  private <T> CompletableFuture<T> onExecutor(Supplier<T> step) {
    try {
      return CompletableFuture.supplyAsync(step, executor);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(full);
    }
  }
}
