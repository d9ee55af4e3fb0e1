package io.redfire.server.account;

import java.time.Duration;

/** Says that more passwords wait to be checked on this node than it takes; none was looked at. */
public final class PasswordsBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  PasswordsBusyException() {
    super("more passwords wait than this node takes", null, false, false);
  }

  /** How long to wait before another try. */
  public Duration retryAfter() {
    return RETRY_AFTER;
  }
}
