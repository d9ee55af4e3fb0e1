package io.redfire.core.redis;

import io.redfire.core.log.Appended;
import io.redfire.core.log.NewMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the log.
 *
 * @param message what is appended
 * @param body its body, encoded by whoever handed it in
 * @param deadline {@link System#nanoTime} at which it is given up
 * @param outcome ends once
 */
record PendingAppend(
    NewMessage message, byte[] body, long deadline, CompletableFuture<Appended> outcome) {
  boolean isLate() {
    return System.nanoTime() - deadline >= 0;
  }
}
