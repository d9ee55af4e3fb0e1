package io.redfire.faults.node;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A signal for a process of ours. Any thread may send one. */
public enum Signal {
  /** Freezes it where it is. */
  STOP,
  /** Lets it go on. */
  CONT,
  /** Asks it to end. */
  TERM;

  /** Sends it; a process that has ended meanwhile hears nothing. */
  public void to(ProcessHandle process) {
    if (!process.isAlive()) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (kill.waitFor() != 0 && process.isAlive()) {
        throw new IllegalStateException("cannot send " + this + " to process " + process.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
