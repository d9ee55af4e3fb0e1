package io.redfire.core.redis.rate;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves by hand. */
final class HandClock implements TimeMeter {
  private final AtomicLong nanos =
      new AtomicLong(
          TimeUnit.SECONDS.toNanos(Instant.parse("2026-11-24T00:00:00Z").getEpochSecond()));

  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Override
  public long currentTimeNanos() {
    return nanos.get();
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }
}
