package io.redfire.server.limit;

import java.util.concurrent.RejectedExecutionException;

/** Says that more wait for the threads of this node than it takes; the task was not begun. */
public final class NoPlaceException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /** One that knows no more than that. */
  public NoPlaceException() {
    super("more requests wait than this node takes (expected: the same later)");
  }
}
