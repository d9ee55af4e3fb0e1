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
  private final boolean needed;

  /**
   * @param terminal true where a terminal may be at the other end, so that text must be harmless
   */
  Stdout(OutputStream out, boolean terminal) {
    this(out, terminal, false);
  }

  private Stdout(OutputStream out, boolean terminal, boolean needed) {
    this.out = out;
    this.terminal = terminal;
    this.needed = needed;
  }

  /**
   * The same for what must not be lost, as it is told only this once or has to be whole: that
   * nobody reads it to the end is a failure too.
   */
  Stdout needed() {
    return new Stdout(out, terminal, true);
  }

  boolean isTerminal() {
    return terminal;
  }

  void line(String line) {
    bytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes these as they are; nothing that a terminal may see.
   *
   * @throws Closed where nobody reads any more
   * @throws Failure where they cannot be written
   */
  void bytes(byte[] bytes) {
    try {
      synchronized (out) {
        out.write(bytes);
        out.flush();
      }
    } catch (IOException e) {
      if (!BrokenPipe.is(e)) {
        throw new Failure(
            ExitCode.OTHER, "standard output cannot be written (" + e.getMessage() + ")");
      }
      if (needed) {
        throw new Failure(
            ExitCode.OTHER, "standard output was closed before all of it was written");
      }
      throw new Closed();
    }
  }
}
