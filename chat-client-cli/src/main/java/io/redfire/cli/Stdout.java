package io.redfire.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output for data: UTF-8 whatever the locale, each line out at once. Any thread may call
 * it.
 */
final class Stdout {

  /** Whoever read the output has gone; there is nothing left to do, and nothing is wrong. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final OutputStream out;
  private final boolean terminal;

  /**
   * @param terminal true where a terminal may be at the other end, so that text must be harmless
   */
  Stdout(OutputStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  void line(String line) {
    bytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes these as they are; nothing that a terminal may see. */
  synchronized void bytes(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new Closed();
    }
  }
}
