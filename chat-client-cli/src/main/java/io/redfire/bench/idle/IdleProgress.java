package io.redfire.bench.idle;

/** Hears about once a second how far it is. Called on the thread that runs it. */
@FunctionalInterface
public interface IdleProgress {
  /** What goes on, in words. */
  void at(String phase);
}
