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

  /** Notes for the one who types. */
  Notes notes();

  @Override
  void close();
}
