package io.redfire.server.embedded;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for the end of a process that need not be a child of this one. */
final class ProcessEnd {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private ProcessEnd() {}

  /** Waits for the end, at most 15 s; false if the process is still there or the wait was cut. */
  static boolean awaited(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
