package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @RepeatedTest(20)
  void delaysDoubleGiveOrTakeAHalfUpToTheLongest() {
    Backoff backoff = new Backoff(FIRST, LONGEST, 1);
    for (int millis = 100; millis <= 3200; millis *= 2) {
      assertThat(backoff.next(Optional.empty()).toMillis())
          .isBetween((long) millis / 2, (long) millis * 3 / 2);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next(Optional.empty())).isBetween(LONGEST.dividedBy(2), LONGEST);
    }
    backoff.succeeded();
    assertThat(backoff.next(Optional.empty()).toMillis()).isBetween(50L, 150L);
  }

  @RepeatedTest(20)
  void delayGrowsOnlyWhenAllServersFailedOnceMore() {
    Backoff backoff = new Backoff(FIRST, LONGEST, 3);
    for (int i = 0; i < 5; i++) {
      assertThat(backoff.next(Optional.empty()).toMillis()).isBetween(50L, 150L);
    }
    assertThat(backoff.next(Optional.empty()).toMillis()).isBetween(100L, 300L);
  }

  @RepeatedTest(20)
  void longerWishOfTheServerIsObeyedAndALittleMore() {
    Backoff backoff = new Backoff(FIRST, LONGEST, 1);
    assertThat(backoff.next(Optional.of(Duration.ofSeconds(60))))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
  }

  @Test
  void notAllComeBackAtOnceWhoWereAskedForTheSame() {
    Backoff backoff = new Backoff(FIRST, LONGEST, 1);
    Set<Duration> waits =
        IntStream.range(0, 50)
            .mapToObj(i -> backoff.next(Optional.of(Duration.ofSeconds(60))))
            .collect(Collectors.toSet());
    assertThat(waits).hasSizeGreaterThan(10);
  }

  @RepeatedTest(20)
  void jitterStaysWithinAHalf() {
    assertThat(Backoff.jittered(Duration.ofSeconds(2)))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
  }
}
