package io.redfire.bench.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;

/** Pages of metrics. */
class ReadingFuzzTest {
  @FuzzTarget(maxBytes = 1024)
  void pageIsReadAsFarAsItGoes(byte[] input) {
    String page = new String(input, UTF_8);
    Reading reading = Reading.parse(page);
    assertThat(reading.figures().size()).isLessThanOrEqualTo(Metric.values().length);
    for (Metric metric : Metric.values()) {
      assertThat(reading.since(reading, metric).isPresent())
          .isEqualTo(reading.get(metric).isPresent());
    }
    assertThat(reading.plus(Reading.parse("")).figures()).isEqualTo(reading.figures());
  }
}
