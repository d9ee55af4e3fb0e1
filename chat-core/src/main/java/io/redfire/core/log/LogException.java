package io.redfire.core.log;

import org.jspecify.annotations.Nullable;

/** Says why the log did not do what it was asked. Its message is fit for whoever asked. */
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Redis was not reachable or not ready in time; whether an append took place is unknown. */
    UNAVAILABLE,
    /** More appends wait than the node takes; nothing was done. */
    OVERLOADED,
    /** An earlier message of the same lane failed; whether this append took place is unknown. */
    ABANDONED,
    /** Redis has no memory left for an append; nothing was done. */
    OUT_OF_MEMORY,
    /** The room's key holds something that is not a log; nothing was done. */
    NOT_A_LOG,
    /** Redis does not let this user do it; nothing was done. */
    DENIED,
    /** Redis answered something that this version does not know. */
    INTERNAL
  }

  private final Reason reason;

  /** Makes one with a message of one line and, where there is one, what caused it. */
  public LogException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Whether the same append may succeed later. */
  public boolean mayPass() {
    return switch (reason) {
      case UNAVAILABLE, OVERLOADED, ABANDONED, OUT_OF_MEMORY -> true;
      case NOT_A_LOG, DENIED, INTERNAL -> false;
    };
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
