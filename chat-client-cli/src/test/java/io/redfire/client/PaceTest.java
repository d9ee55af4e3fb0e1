package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Starts where a number is about to overflow, as a real one may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

  private final Pace pace = new Pace(now::get);

  @Test
  void withoutRefusalsTheServersLimitHolds() {
    pace.accepted();
    assertThat(pace.most(64)).isEqualTo(64);
    assertThat(pace.rest()).isZero();
  }

  @Test
  void nothingGoesOutBeforeTheTimeThatWasAskedFor() {
    pace.refused(SECOND);
    assertThat(pace.rest()).isBetween(SECOND, SECOND.multipliedBy(5).dividedBy(4));
    now.addAndGet(SECOND.toNanos() - 1);
    assertThat(pace.most(64)).isZero();
    now.addAndGet(SECOND.toNanos() / 4 + 1);
    assertThat(pace.most(64)).isEqualTo(1);
  }

  @Test
  void noWaitIsTooShortToEnd() {
    pace.refused(Duration.ZERO);
    assertThat(pace.rest()).isBetween(Duration.ofMillis(20), Duration.ofMillis(25));
  }

  @Test
  void aShorterWaitDoesNotEndALongerOne() {
    pace.refused(SECOND.multipliedBy(10));
    pace.refused(SECOND);
    now.addAndGet(SECOND.toNanos() * 9);
    assertThat(pace.most(64)).isZero();
  }

  @Test
  void eachAcceptedMessageLetsOneMoreGoAtOnce() {
    pace.refused(SECOND);
    pace.accepted();
    now.addAndGet(SECOND.toNanos() * 2);
    for (int most = 1; most < 64; most++) {
      assertThat(pace.most(64)).isEqualTo(most);
      pace.accepted();
    }
    pace.accepted();
    assertThat(pace.most(64)).isEqualTo(64);
  }
}
