package io.redfire.faults.workload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The pauses of a client's thread, which end early when the client has to. */
final class Pace {
  private final CountDownLatch settling = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Pauses about so long, unless the client settles. */
  void betweenMessages(RandomGenerator random, int millis) throws InterruptedException {
    var unused = settling.await(random.nextInt(2 * millis + 1), TimeUnit.MILLISECONDS);
  }

  /** Pauses about so long, unless the client ends. */
  void betweenAttempts(RandomGenerator random, int millis) throws InterruptedException {
    var unused = closing.await(millis / 2 + random.nextInt(millis + 1), TimeUnit.MILLISECONDS);
  }

  void settle() {
    settling.countDown();
  }

  void close() {
    settling.countDown();
    closing.countDown();
  }

  boolean isSettling() {
    return settling.getCount() == 0;
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }
}
