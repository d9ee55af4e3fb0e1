package io.redfire.server.limit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Hands what blocks to threads that may, which may have no place for it. Thread-safe.
 *
 * <p>An executor refuses by throwing where it is called, which may be a loop or a timer in the
 * middle of something; here it is an answer like others.
 */
public final class Asking {
  private Asking() {}

  /**
   * Asks a question that blocks. Never throws.
   *
   * @return ends with the answer, or in what the question threw, or in a {@link
   *     RejectedExecutionException} where there was no place for it
   */
  public static <T> CompletableFuture<T> on(Executor blocking, Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, blocking);
    } catch (RejectedExecutionException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /**
   * Hands over a task.
   *
   * @param refused is called here and now where there is no place for it
   */
  public static void give(
      Executor blocking, Runnable task, Consumer<RejectedExecutionException> refused) {
    try {
      blocking.execute(task);
    } catch (RejectedExecutionException full) {
      refused.accept(full);
    }
  }
}
