package io.redfire.bench.stream;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Makes message ids by the server's clock. For one loop. */
public final class Ids {
  private static final Duration NEGLIGIBLE = Duration.ofSeconds(10);

  private final SplittableRandom random = new SplittableRandom();
  private TimeOrderedEpochFactory factory = factory(Clock.systemUTC());

  /** Takes over the server's clock where the own one is wrong. */
  public void serverTime(Instant server) {
    Duration ahead = Duration.between(Instant.now(), server);
    if (ahead.abs().compareTo(NEGLIGIBLE) > 0) {
      factory = factory(Clock.offset(Clock.systemUTC(), ahead));
    }
  }

  /** A new id. */
  public String next() {
    return factory.create().toString();
  }

  private TimeOrderedEpochFactory factory(Clock clock) {
    return new TimeOrderedEpochFactory(random::nextLong, clock);
  }
}
