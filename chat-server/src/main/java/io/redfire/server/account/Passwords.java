package io.redfire.server.account;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords and checks them, on a few threads of its own. Any thread may call it; no call
 * waits. The futures complete on those threads: what follows must be short or go elsewhere.
 *
 * <p>Each digest costs 19 MiB and a tenth of a second or more by design. So there is a fixed number
 * of threads, a bounded number of calls wait for them, and what is beyond that is refused at once
 * with {@link PasswordsBusyException}: a flood of log-ins takes neither the memory nor the
 * processors that the chat needs. A future that was cancelled costs nothing when its turn comes.
 */
public final class Passwords implements AutoCloseable {
  private static final int MOST_WAITING = 32;
  private static final int SALT_BYTES = 16;
  private static final int DIGEST_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final PasswordDigest function;
  private final ThreadPoolExecutor threads;
  private final PasswordHash nobodys;

  /** One that leaves at least half of the processors to others. */
  public Passwords() {
    this(new Argon2id(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAITING);
  }

  Passwords(PasswordDigest function, int threads, int mostWaiting) {
    this.function = function;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mostWaiting),
            new ThreadFactoryBuilder().setNameFormat("passwords-%d").setDaemon(true).build());
    nobodys = new PasswordHash(PasswordHash.Cost.PRESENT, random(SALT_BYTES), random(DIGEST_BYTES));
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Makes what is to be stored of a password: a PHC string with a salt of its own.
   *
   * @return fails with {@link PasswordsBusyException} where too many wait
   */
  public CompletableFuture<String> hash(Password password) {
    return submit(
        () -> {
          PasswordHash.Cost cost = PasswordHash.Cost.PRESENT;
          byte[] salt = random(SALT_BYTES);
          byte[] digest = function.digest(password, cost, salt, DIGEST_BYTES);
          return new PasswordHash(cost, salt, digest).phc();
        });
  }

  /**
   * Tells whether it is the password that was hashed. Without an account the answer is no, after
   * the same work as for one whose hash needs no renewal: time does not tell who has an account.
   *
   * @param stored what {@link #hash} made; null where there is no such account
   * @return fails with {@link PasswordsBusyException} where too many wait, and with {@link
   *     IllegalStateException} where what is stored is no hash of ours
   */
  public CompletableFuture<Boolean> verify(Password password, @Nullable String stored) {
    Optional<PasswordHash> hash =
        stored == null ? Optional.of(nobodys) : PasswordHash.parse(stored);
    return hash.isEmpty()
        ? CompletableFuture.failedFuture(
            new IllegalStateException("a stored password hash cannot be read"))
        : submit(() -> matches(password, hash.get()) && stored != null);
  }

  private boolean matches(Password password, PasswordHash hash) {
    return hash.hasDigest(
        function.digest(password, hash.cost(), hash.salt(), hash.digest().length));
  }

  /** Tells whether to hash the password anew when it is next at hand: the costs have changed. */
  public static boolean needsRehash(String stored) {
    return PasswordHash.parse(stored)
        .map(
            hash ->
                !hash.cost().equals(PasswordHash.Cost.PRESENT)
                    || hash.salt().length < SALT_BYTES
                    || hash.digest().length < DIGEST_BYTES)
        .orElse(true);
  }

  private <T> CompletableFuture<T> submit(Supplier<T> work) {
    Job<T> job = new Job<>(work, new CompletableFuture<>());
    try {
      threads.execute(job);
    } catch (RejectedExecutionException full) {
      job.refuse();
    }
    return job.result;
  }

  /** Refuses what waits and all that comes later. What is under way ends by itself. */
  @Override
  public void close() {
    threads.shutdownNow().forEach(waiting -> ((Job<?>) waiting).refuse());
  }

  private record Job<T>(Supplier<T> work, CompletableFuture<T> result) implements Runnable {
    @Override
    public void run() {
      if (result.isDone()) {
        return;
      }
      try {
        result.complete(work.get());
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    }

    void refuse() {
      result.completeExceptionally(new PasswordsBusyException());
    }
  }
}
