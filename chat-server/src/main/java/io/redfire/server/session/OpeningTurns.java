package io.redfire.server.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Lets things begin in their order, so many of them under way at once. Belongs to its session's
 * loop.
 */
final class OpeningTurns {
  private final int most;
  private final Queue<Consumer<Runnable>> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean beginning;

  /**
   * Nothing is under way yet.
   *
   * @param most how many may be at once
   */
  OpeningTurns(int most) {
    this.most = most;
  }

  /**
   * Begins something when it is its turn.
   *
   * @param begin is given what to run once when it is done
   */
  void add(Consumer<Runnable> begin) {
    waiting.add(begin);
    beginNext();
  }

  private void beginNext() {
    if (beginning) {
      // What is done at once would else begin the next one from within itself, and so on.
      return;
    }
    beginning = true;
    while (underWay < most && !waiting.isEmpty()) {
      underWay++;
      waiting.remove().accept(this::done);
    }
    beginning = false;
  }

  private void done() {
    underWay--;
    beginNext();
  }
}
