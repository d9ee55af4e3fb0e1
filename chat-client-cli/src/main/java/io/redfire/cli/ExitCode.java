package io.redfire.cli;

/** The program's exit codes, as {@code --help} lists them; the numbers are those of sysexits. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** Anything that has no code of its own. */
  public static final int OTHER = 1;

  /** The command line, or what it asked for, is wrong. */
  public static final int USAGE = 2;

  /** No server could be reached. */
  public static final int UNREACHABLE = 69;

  /** A server was reached but did not get it done in time; trying again later may help. */
  public static final int TEMPORARY = 75;

  /** A measurement saw errors, or deliveries that were lost, repeated or out of order. */
  public static final int FAULTS = 76;

  /** The server does not permit it, or wants to know first who asks. */
  public static final int NOT_PERMITTED = 77;

  /** Ended by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
