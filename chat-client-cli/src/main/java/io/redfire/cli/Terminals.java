package io.redfire.cli;

import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** Tells whether a standard stream is a terminal. Any thread may ask. */
final class Terminals {
  private Terminals() {}

  static boolean isTerminal(SystemStream stream) {
    return new ExecTerminalProvider().isSystemStream(stream);
  }
}
