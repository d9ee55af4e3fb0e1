package io.redfire.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that runs what it is given in order. Any thread may hand it work.
 *
 * <p>It never has to be stopped: its thread ends by itself when there is nothing to do, so late
 * callbacks of a closed channel still find somebody home. What its work throws is told, and the
 * work behind it still runs.
 */
final class Loop implements Executor {
  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<RuntimeException> failed;
  private volatile @Nullable Thread thread;

  /**
   * @param failed hears, on the loop's own thread, what some work threw
   */
  Loop(String name, Consumer<RuntimeException> failed) {
    this.failed = failed;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              thread = made;
              return made;
            });
    executor.setKeepAliveTime(5, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable work) {
    executor.execute(() -> run(work));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The work itself sees whether it is still wanted.
  void later(Duration delay, Runnable work) {
    executor.schedule(() -> run(work), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  /** True on the loop's own thread, where waiting for the loop would never end. */
  boolean isHere() {
    return Thread.currentThread() == thread;
  }
}
