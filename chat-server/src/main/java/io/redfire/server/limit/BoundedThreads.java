package io.redfire.server.limit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what blocks, and a bounded number of tasks that wait for them. Thread-safe.
 *
 * <p>Whoever hands over a task has to reckon with a refusal: nothing but a bound keeps a flood of
 * requests from taking the node's memory. {@link Asking} makes an answer of it.
 */
public final class BoundedThreads implements Executor, AutoCloseable {
  private final ThreadPoolExecutor threads;

  /**
   * Starts none before there is something to do.
   *
   * @param mostWaiting how many tasks may wait for a thread
   */
  public BoundedThreads(int count, int mostWaiting, ThreadFactory factory) {
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(mostWaiting),
            factory,
            (task, pool) -> {
              throw refusal(pool);
            });
  }

  /**
   * Runs the task some time.
   *
   * @throws NoPlaceException where too many wait
   * @throws RejectedExecutionException where the node is stopping
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  private static RejectedExecutionException refusal(ThreadPoolExecutor pool) {
    return pool.isShutdown()
        ? new RejectedExecutionException("the node is stopping")
        : new NoPlaceException();
  }

  /**
   * Forgets what waits, takes no more, and waits for what is under way.
   *
   * @return false where it was still under way after that time
   */
  public boolean finish(Duration patience) {
    threads.getQueue().clear();
    threads.shutdown();
    try {
      return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Forgets what waits, and interrupts what is under way. */
  @Override
  public void close() {
    var unused = threads.shutdownNow();
  }
}
