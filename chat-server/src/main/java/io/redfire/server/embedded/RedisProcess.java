package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of Redis under its watchdog. Any thread may call it. */
final class RedisProcess {
  /** Longer than the watchdog's own: it kills a Redis that has not ended after 10 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Process watchdog;
  private final long pid;
  private final Optional<ProcessHandle> redis;

  private RedisProcess(Process watchdog, long pid) {
    this.watchdog = watchdog;
    this.pid = pid;
    this.redis = ProcessHandle.of(pid);
  }

  /** Starts Redis. It need not be ready, or even live, when this returns. */
  static RedisProcess start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Settings may hold the password of another Redis.
    builder.environment().keySet().removeIf(name -> name.startsWith("REDFIRE_"));
    Process watchdog = builder.start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(watchdog.getInputStream(), UTF_8));
    String pid = said.readLine();
    if (pid == null) {
      throw new IOException("the watchdog of Redis did not start");
    }
    return new RedisProcess(watchdog, Long.parseLong(pid));
  }

  /** The process id of Redis itself. */
  long pid() {
    return pid;
  }

  /** When the system says that Redis was started. */
  Instant startedAt() {
    return redis.flatMap(handle -> handle.info().startInstant()).orElseGet(Instant::now);
  }

  boolean isAlive() {
    return watchdog.isAlive();
  }

  /** Waits until the watchdog has ended; Redis has then ended too, or is to be stopped. */
  void awaitEnd() throws InterruptedException {
    watchdog.waitFor();
  }

  /** Lets Redis finish and waits for that; kills it if it does not. */
  void stop() {
    try {
      watchdog.getOutputStream().close();
    } catch (IOException e) {
      watchdog.destroyForcibly();
    }
    boolean ended = false;
    try {
      ended =
          watchdog.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              && redis.map(ProcessEnd::awaited).orElse(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      redis.ifPresent(ProcessHandle::destroyForcibly);
      watchdog.destroyForcibly();
    }
  }
}
