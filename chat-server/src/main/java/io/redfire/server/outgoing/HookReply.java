package io.redfire.server.outgoing;

import java.time.Duration;
import java.util.Optional;

/**
 * What a receiver answered. Immutable.
 *
 * @param status that of HTTP
 * @param retryAfter when it wants to be asked again; empty where it does not say
 */
public record HookReply(int status, Optional<Duration> retryAfter) {
  /** Whether it took the post. */
  boolean isTaken() {
    return status / 100 == 2;
  }

  /** Whether it wants no further ones. */
  boolean isGone() {
    return status == 410;
  }
}
