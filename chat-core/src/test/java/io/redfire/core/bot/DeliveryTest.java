package io.redfire.core.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static Position at(long seq) {
    return new Position(seq, String.format("%016x", seq));
  }

  @Test
  void itKnowsSomePlacesOfLongAgoAndMoreOfLate() {
    Delivery delivery = Delivery.after(Position.ORIGIN);
    for (long seq = 1; seq <= 100_000; seq++) {
      delivery = delivery.taken(delivery.at(), at(seq));
    }
    assertThat(delivery.known()).hasSizeLessThan(40).startsWith(at(100_000), at(99_999));
    assertThat(delivery.known()).isSortedAccordingTo((a, b) -> Long.compare(b.seq(), a.seq()));
    for (long distance = 2; distance < 100_000; distance *= 2) {
      long begin = 100_000 - 2 * distance;
      long end = 100_000 - distance / 2;
      assertThat(delivery.known())
          .as("between %s and %s", begin, end)
          .anyMatch(place -> place.seq() >= begin && place.seq() <= end);
    }
  }

  @Test
  void afterARewindItKnowsNothingBehindTheFork() {
    Delivery delivery = Delivery.after(Position.ORIGIN);
    for (long seq = 10; seq <= 100; seq += 10) {
      delivery = delivery.taken(delivery.at(), at(seq));
    }
    Position other = new Position(55, "f".repeat(16));

    Position fork =
        delivery.before().stream().filter(place -> place.seq() <= 50).findFirst().orElseThrow();
    Delivery after = delivery.taken(fork, other);

    assertThat(after.at()).isEqualTo(other);
    assertThat(after.before())
        .isNotEmpty()
        .allSatisfy(place -> assertThat(place.seq()).isLessThanOrEqualTo(50));
  }

  @Test
  void whatWasTakenForgetsWhatFailedBefore() {
    Instant now = Instant.ofEpochSecond(1000);
    Delivery failed =
        Delivery.after(at(1)).posting(2).failed(now.plusSeconds(1), now, "status 500");
    assertThat(failed.failed(now, now.plusSeconds(9), "status 500").failingSince()).contains(now);
    assertThat(failed.until()).as("the same post is made again").isEqualTo(2);

    assertThat(failed.taken(at(1), at(2)))
        .isEqualTo(Delivery.after(at(1)).taken(at(1), at(2)))
        .satisfies(taken -> assertThat(taken.failures()).isZero());
  }

  @Test
  void neitherSecretNorAddressIsShown() {
    OutgoingWebhook hook =
        new OutgoingWebhook(
            "a",
            "out",
            new UserName("mark"),
            "https://hooks.example/canary",
            "whsec_canary",
            Instant.EPOCH);
    assertThat(hook.toString()).doesNotContain("canary");
  }
}
