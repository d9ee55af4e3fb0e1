package io.redfire.server.outgoing;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets so many posts be under way at once, and the others wait in the order in which they came. For
 * one thread.
 *
 * <p>A webhook waits once at most, so there wait no more than the node looks after.
 */
final class PostTurns {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  PostTurns(int most) {
    this.free = most;
  }

  /** Begins now, or when it is its turn; whoever begins gives the turn back. */
  void take(Runnable begin) {
    if (free > 0) {
      free--;
      begin.run();
    } else {
      waiting.add(begin);
    }
  }

  void giveBack() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
