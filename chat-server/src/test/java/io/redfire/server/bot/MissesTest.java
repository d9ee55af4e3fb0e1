package io.redfire.server.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MissesTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final Misses misses = new Misses(2);

  @Test
  void soManyASecondAndThenNoneUntilTheNext() {
    misses.missed(NOON);
    assertThat(misses.wait(NOON)).isZero();
    misses.missed(NOON.plusMillis(400));
    assertThat(misses.wait(NOON.plusMillis(400))).isEqualTo(Duration.ofMillis(600));
    assertThat(misses.wait(NOON.plusMillis(1000))).isZero();
    misses.missed(NOON.plusMillis(1000));
    assertThat(misses.wait(NOON.plusMillis(1000))).as("counted anew").isZero();
  }

  @Test
  void aClockThatIsPutBackStopsNothing() {
    misses.missed(NOON);
    misses.missed(NOON);
    assertThat(misses.wait(NOON.minusSeconds(3600))).isZero();
    misses.missed(NOON.minusSeconds(3600));
    assertThat(misses.wait(NOON.minusSeconds(3600))).isZero();
  }
}
