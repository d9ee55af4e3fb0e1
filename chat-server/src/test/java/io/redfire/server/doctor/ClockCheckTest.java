package io.redfire.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockCheckTest {

  @ParameterizedTest
  @CsvSource({
    "PT0.5S, OK",
    "PT-9.9S, OK",
    "PT10S, WARNING",
    "PT-4M59S, WARNING",
    "PT5M, PROBLEM",
    "PT-5M, PROBLEM"
  })
  void aClockMayBeALittleOff(Duration ahead, Level level) {
    assertThat(new ClockCheck().judge(ahead).level()).isEqualTo(level);
  }
}
