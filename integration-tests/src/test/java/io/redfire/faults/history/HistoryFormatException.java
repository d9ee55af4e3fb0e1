package io.redfire.faults.history;

/** A file that is no history, or that was cut off in the middle of a line. */
public final class HistoryFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  HistoryFormatException(long line, String problem) {
    super("line " + line + ": " + problem);
  }
}
