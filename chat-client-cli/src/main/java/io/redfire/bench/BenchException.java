package io.redfire.bench;

import io.grpc.Status;

/** A measurement that could not be made, with one line of why. Any thread may use it. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Status.Code code;

  /**
   * With a message for people, parts of which may come from the network.
   *
   * @param code what it would be as the status of a call; {@code INVALID_ARGUMENT} where what was
   *     asked for cannot be had, {@code UNAVAILABLE} where nobody answered
   */
  public BenchException(Status.Code code, String message) {
    super(message);
    this.code = code;
  }

  /** The same, for another thread to throw. */
  public BenchException again() {
    return new BenchException(code, String.valueOf(getMessage()));
  }

  /** What it would be as the status of a call. */
  public Status.Code code() {
    return code;
  }
}
