package io.redfire.faults.disturb;

/**
 * Something that goes wrong for a while, once. Begun and ended on one thread of the {@link
 * Schedule}'s.
 */
public interface Fault {
  /** The only room that may lose something by it; empty: all may. */
  default String room() {
    return "";
  }

  /**
   * Makes it go wrong.
   *
   * @throws Exception where it cannot; then it is ended at once, and the run fails
   */
  void begin() throws Exception;

  /**
   * Makes it well again, however far {@link #begin} got; returns when what was broken serves again.
   *
   * @throws Exception where it cannot; then the run fails
   */
  default void end() throws Exception {}
}
