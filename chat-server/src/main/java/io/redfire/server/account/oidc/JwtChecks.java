package io.redfire.server.account.oidc;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Checks JWTs on two threads of its own. Any thread may call it; no call waits. The futures
 * complete on those threads: what follows must be short or go elsewhere.
 *
 * <p>A check waits for the issuer now and then, for seconds where that one is slow. It is theirs
 * alone then whose tokens come from there: nobody else's call needs these threads. A bounded number
 * of tokens wait for them, and what is beyond that is refused at once.
 */
final class JwtChecks implements AutoCloseable {
  static final int THREADS = 2;
  static final int MOST_WAITING = 1024;

  private final JwtVerifier verifier;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          new ThreadFactoryBuilder().setNameFormat("issuer-%d").setDaemon(true).build());

  JwtChecks(JwtVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Checks a token.
   *
   * @return ends with a {@link Problem} where it is not good, or cannot be looked at now
   */
  CompletableFuture<VerifiedJwt> check(String token) {
    try {
      return CompletableFuture.supplyAsync(() -> verify(token), threads);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(
          Problem.of(
              Reason.OVERLOADED,
              "too many tokens of the outside issuer wait to be checked (expected: the same again"
                  + " later)"));
    }
  }

  private VerifiedJwt verify(String token) {
    try {
      return verifier.verify(token);
    } catch (JwtRefusedException refused) {
      Reason reason =
          refused.check() == JwtRefusedException.Check.KEYS_UNAVAILABLE
              ? Reason.STORE_UNAVAILABLE
              : Reason.TOKEN_INVALID;
      throw Problem.of(reason, String.valueOf(refused.getMessage()));
    }
  }

  /** Checks nothing more. A check that is under way ends by itself. */
  @Override
  public void close() {
    threads.shutdownNow();
    verifier.close();
  }
}
