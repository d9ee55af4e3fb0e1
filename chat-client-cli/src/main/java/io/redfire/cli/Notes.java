package io.redfire.cli;

import java.util.function.Consumer;

/**
 * Notes and errors for whoever runs the program, each one line {@code redfire: …}, made harmless.
 * Any thread may call it.
 */
final class Notes {
  private final Consumer<String> lines;

  Notes(Consumer<String> lines) {
    this.lines = lines;
  }

  void say(String note) {
    lines.accept("redfire: " + TerminalText.neutralise(note));
  }
}
