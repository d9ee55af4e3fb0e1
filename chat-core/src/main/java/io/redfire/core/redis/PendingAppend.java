package io.redfire.core.redis;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.NewMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the log.
 *
 * @param message what is appended
 * @param body its body, encoded by whoever handed it in
 * @param lane what it may not overtake
 * @param deadline {@link System#nanoTime} at which it is given up
 * @param outcome ends once
 */
record PendingAppend(
    NewMessage message,
    byte[] body,
    Lane lane,
    long deadline,
    CompletableFuture<Appended> outcome) {
  /** Ends it; first its lane, so that nothing behind it is appended before its sender knows. */
  void fail(LogException failure) {
    if (failure.mayPass()) {
      lane.breakOff();
    }
    outcome.completeExceptionally(failure);
  }

  boolean isLate() {
    return System.nanoTime() - deadline >= 0;
  }
}
