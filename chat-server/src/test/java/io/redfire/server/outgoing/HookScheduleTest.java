package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.Delivery;
import io.redfire.core.log.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HookScheduleTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_796_000_000);

  @Test
  void itWaitsFromASecondToAnHourAndNeverTheSame() {
    for (int failures = 0; failures < 100; failures++) {
      Duration least = Duration.ofSeconds(Math.min(1800, 1L << Math.min(failures, 20)));
      Duration pause = HookSchedule.USUAL.pause(failures, Duration.ZERO);
      assertThat(pause).isBetween(least, least.multipliedBy(2));
    }
    assertThat(
            Stream.generate(() -> HookSchedule.USUAL.pause(9, Duration.ZERO))
                .limit(20)
                .distinct()
                .count())
        .isGreaterThan(1);
  }

  @Test
  void itWaitsForAsLongAsTheReceiverWantsWithinReason() {
    assertThat(HookSchedule.USUAL.pause(0, Duration.ofMinutes(9))).isEqualTo(Duration.ofMinutes(9));
    assertThat(HookSchedule.USUAL.pause(0, Duration.ofDays(9))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void itIsDisabledAfterFiveDaysOfNothingButFailures() {
    Delivery delivery = Delivery.after(Position.ORIGIN);
    Instant now = NOW;
    for (int i = 0; i < 1000 && delivery.standing() == Delivery.Standing.OPEN; i++) {
      delivery = HookSchedule.USUAL.failed(delivery, Duration.ZERO, now, "status 500");
      now = delivery.next().isAfter(now) ? delivery.next() : now;
    }
    assertThat(delivery.standing()).isEqualTo(Delivery.Standing.DISABLED);
    assertThat(delivery.problem()).isEqualTo("status 500");
    assertThat(Duration.between(NOW, now))
        .isBetween(Duration.ofDays(5), Duration.ofDays(5).plusHours(2));
    assertThat(delivery.failures()).isBetween(100, 300);
  }

  @Test
  void aSuccessInBetweenBeginsTheDaysAnew() {
    Delivery delivery =
        HookSchedule.USUAL.failed(
            Delivery.after(Position.ORIGIN), Duration.ZERO, NOW, "status 500");
    delivery = delivery.taken(Position.ORIGIN, new Position(1, "1".repeat(16)));
    delivery =
        HookSchedule.USUAL.failed(
            delivery, Duration.ZERO, NOW.plus(Duration.ofDays(6)), "status 500");
    assertThat(delivery.standing()).isEqualTo(Delivery.Standing.OPEN);
    assertThat(delivery.failures()).isEqualTo(1);
  }
}
