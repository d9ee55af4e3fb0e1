package io.redfire.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  @Test
  void anyMillisecondIsFormedAsTheStandardDoesAndReadBack() {
    Random random = new Random(1);
    long end = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    long start = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 20_000; i++) {
      Instant at = Instant.ofEpochMilli(start + (long) (random.nextDouble() * (end - start)));
      String text = Timestamps.format(at);
      assertThat(text).hasSize(24);
      assertThat(Instant.parse(text)).isEqualTo(at);
      assertThat(Timestamps.parse(text)).isEqualTo(at);
    }
  }

  @Test
  void otherFormsOfTheStandardAreRead() {
    for (String text :
        List.of(
            "2026-11-23T18:00:00Z",
            "2026-11-23T18:00:00.123456Z",
            "+12026-11-23T18:00:00.123Z",
            "2026-11-23T24:00:00.000Z")) {
      assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
    }
    Instant far = Instant.parse("+12026-11-23T18:00:00.123Z");
    assertThat(Timestamps.parse(Timestamps.format(far))).isEqualTo(far);
  }

  @Test
  void whatIsNoTimeIsRefused() {
    for (String text :
        List.of(
            "",
            "2026-02-30T18:00:00.123Z",
            "2026-13-01T18:00:00.123Z",
            "2026-11-23T25:00:00.000Z",
            "2026-11-23T18:60:00.000Z",
            "2026-11-23T18:00:61.000Z",
            "2026-11-23 18:00:00.123Z",
            "2026-11-23T18:00:00.12xZ")) {
      assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
    }
  }
}
