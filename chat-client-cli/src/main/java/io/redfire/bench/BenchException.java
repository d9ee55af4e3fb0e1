package io.redfire.bench;

/** A measurement that could not be made, with one line of why. Any thread may use it. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing went wrong. */
  public enum Kind {
    /** What was asked for cannot be had. */
    WRONG_PLAN,
    /** A server, or its metrics, could not be reached. */
    UNREACHABLE,
    /** A server was reached and refused, or broke off before the measurement. */
    REFUSED
  }

  private final Kind kind;

  /** With a message for people, parts of which may come from the network. */
  public BenchException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What kind of thing went wrong. */
  public Kind kind() {
    return kind;
  }
}
