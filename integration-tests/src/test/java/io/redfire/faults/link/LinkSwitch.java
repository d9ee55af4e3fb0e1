package io.redfire.faults.link;

import java.time.Duration;

/** The mode that a link is in, and waiting in it. Any thread may use it. */
final class LinkSwitch {
  private LinkMode mode = LinkMode.PASS;
  private boolean closed;

  synchronized LinkMode get() {
    return mode;
  }

  /** Whoever waits looks at the new one at once. */
  synchronized void set(LinkMode next) {
    mode = next;
    notifyAll();
  }

  /** Waits so long, or until the mode is another one. */
  synchronized void pause(LinkMode during, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (left > 0 && mode.equals(during) && !closed) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = deadline - System.nanoTime();
    }
  }

  /** Waits while nothing may pass, and not after the close. The mode then. */
  synchronized LinkMode awaitPassage() throws InterruptedException {
    while (mode.kind() == LinkMode.Kind.HALF_OPEN && !closed) {
      wait();
    }
    return mode;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
