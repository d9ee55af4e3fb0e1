package io.redfire.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.testing.fuzz.FuzzTarget;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The parser by hand, against the JDK's. */
class TimestampsFuzzTest {
  /** A million years; what is farther is none of the times that a clock tells. */
  private static final long MOST_SECONDS = 31_556_952_000_000L;

  @FuzzTarget(maxBytes = 64)
  void readsWhatTheJdkReads(byte[] input) {
    String text = new String(input, UTF_8);
    Instant expected;
    try {
      expected = Instant.parse(text);
    } catch (DateTimeException none) {
      assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
      return;
    }
    assertThat(Timestamps.parse(text)).isEqualTo(expected);
    if (Math.abs(expected.getEpochSecond()) < MOST_SECONDS) {
      Instant millis = expected.truncatedTo(ChronoUnit.MILLIS);
      assertThat(Timestamps.parse(Timestamps.format(millis))).isEqualTo(millis);
    }
  }
}
