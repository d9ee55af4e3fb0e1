package io.redfire.client;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes message ids: UUIDv7 by the server's clock, each greater than the one before while that
 * clock stands or goes on. Used on the client's own thread only.
 *
 * <p>The server refuses ids from the far past or the future, so an own wrong clock must not count.
 */
final class MessageIds {
  private final Clock own;
  private TimeOrderedEpochFactory factory;
  private Duration offset = Duration.ZERO;

  MessageIds(Clock own) {
    this.own = own;
    this.factory = new TimeOrderedEpochFactory(own);
  }

  /** Takes over the server's time. Small differences are only the way the frame took. */
  void serverTime(Instant server) {
    Duration now = Duration.between(own.instant(), server);
    if (now.minus(offset).abs().compareTo(Duration.ofSeconds(1)) > 0) {
      offset = now;
      factory = new TimeOrderedEpochFactory(Clock.offset(own, offset));
    }
  }

  String next() {
    return factory.create().toString();
  }
}
