package io.redfire.core.redis.log;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewMessage;
import io.redfire.core.redis.log.RedisObserver.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * A message, an edit or an erasure on its way to the log.
 *
 * @param entry what is appended
 * @param body its body, encoded by whoever handed it in
 * @param lane what it may not overtake
 * @param replicas how many replicas are to have it before its sender hears; 0 for none
 * @param since {@link System#nanoTime} at which it was handed in
 * @param deadline {@link System#nanoTime} at which it is given up
 * @param outcome ends once
 * @param observer hears of the outcome before the sender does
 */
record PendingAppend(
    NewEntry entry,
    byte[] body,
    Lane lane,
    int replicas,
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
    tell(failure.isRefusal() ? Outcome.REFUSED : Outcome.FAILED);
    outcome.completeExceptionally(failure);
  }

  private void tell(Outcome what) {
    observer.settled(what, System.nanoTime() - since);
  }

  /** Whether it changes a message, and so goes in a call of its own. */
  boolean isChange() {
    return !(entry instanceof NewMessage);
  }

  boolean isLate() {
    return System.nanoTime() - deadline >= 0;
  }
}
