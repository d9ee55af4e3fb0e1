package io.redfire.core.redis;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.NewMessage;
import io.redfire.core.redis.RedisObserver.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the log.
 *
 * @param message what is appended
 * @param body its body, encoded by whoever handed it in
 * @param lane what it may not overtake
 * @param since {@link System#nanoTime} at which it was handed in
 * @param deadline {@link System#nanoTime} at which it is given up
 * @param outcome ends once
 * @param observer hears of the outcome before the sender does
 */
record PendingAppend(
    NewMessage message,
    byte[] body,
    Lane lane,
    long since,
    long deadline,
    CompletableFuture<Appended> outcome,
    RedisObserver observer) {
  /** Ends it well. */
  void succeed(Appended appended) {
    tell(appended.duplicate() ? Outcome.DUPLICATE : Outcome.ACCEPTED);
    outcome.complete(appended);
  }

  /** Ends it; first its lane, so that nothing behind it is appended before its sender knows. */
  void fail(LogException failure) {
    if (failure.mayPass()) {
      lane.breakOff();
    }
    tell(Outcome.FAILED);
    outcome.completeExceptionally(failure);
  }

  private void tell(Outcome what) {
    observer.settled(what, System.nanoTime() - since);
  }

  boolean isLate() {
    return System.nanoTime() - deadline >= 0;
  }
}
