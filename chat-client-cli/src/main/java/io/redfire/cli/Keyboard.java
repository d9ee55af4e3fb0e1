package io.redfire.cli;

import java.util.Optional;

/** Where {@code chat} gets what is typed and shows what is said. Showing is for any thread. */
interface Keyboard extends AutoCloseable {

  /** Ctrl-C was typed. */
  final class Interrupted extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Waits for the next line; empty at the end (Ctrl-D). For one thread. */
  Optional<String> line() throws Interrupted;

  /** Shows a line of the conversation. It must be harmless already. */
  void show(String line);

  /** Has that called whenever something is typed that others are to hear of. */
  default void onTyping(Runnable typed) {}

  /**
   * Shows a few words where they are in nobody's way, until others take their place. They must be
   * harmless already.
   *
   * @param words empty for none
   */
  default void aside(String words) {}

  /** Notes for the one who types. */
  Notes notes();

  @Override
  void close();
}
