package io.redfire.server.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts Redis again when it ends by itself, at growing intervals while that fails.
 *
 * <p>Any thread may call the methods; the work is done on the keeper's own thread.
 */
final class RedisKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisKeeper.class);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final RedisLauncher launcher;
  private final int port;
  private final IntervalFunction backoff = IntervalFunction.ofExponentialBackoff(FIRST, 2, LONGEST);
  private final Thread thread;
  private volatile boolean closed;

  @GuardedBy("this")
  private RedisProcess process;

  RedisKeeper(RedisLauncher launcher, int port, RedisProcess process) {
    this.launcher = launcher;
    this.port = port;
    this.process = process;
    this.thread = new Thread(this::keep, "embedded-redis");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The Redis that runs, or that ran last. */
  synchronized RedisProcess process() {
    return process;
  }

  /** Lets Redis write out everything and waits for its end. Not to be called twice at once. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process().stop();
  }

  private void keep() {
    try {
      int attempt = 0;
      long launched = System.nanoTime();
      while (!closed) {
        RedisProcess former = process();
        former.awaitEnd();
        log.warn("Redis, process {}, has ended; starting it again", former.pid());
        // Where only the watchdog was killed, Redis itself still runs.
        former.stop();
        attempt = System.nanoTime() - launched > STEADY.toNanos() ? 1 : attempt + 1;
        TimeUnit.MILLISECONDS.sleep(backoff.apply(attempt));
        launch();
        launched = System.nanoTime();
      }
    } catch (InterruptedException e) {
      // The only one who interrupts is close(), and it does the rest.
      Thread.currentThread().interrupt();
    }
  }

  private void launch() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        RedisProcess next = launcher.launch(port).process();
        synchronized (this) {
          process = next;
        }
        log.info("Redis, process {}, serves again", next.pid());
        return;
      } catch (PortTakenException | EmbeddedRedisException e) {
        if (!closed) {
          log.warn("Redis does not come back: {}", e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(backoff.apply(attempt));
      }
    }
  }
}
