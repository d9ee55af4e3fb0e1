package io.redfire.bench.idle;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void tooLowALimitIsToldWithWhatWouldFit() {
    assertThatThrownBy(() -> OpenFiles.check(10_000, 1_024, 20))
        .hasMessageStartingWith("10000 connections (expected: at most 940")
        .hasMessageContaining("1024 files")
        .hasMessageContaining("ulimit -n");
  }

  @Test
  void enoughIsEnough() {
    assertThatCode(() -> OpenFiles.check(940, 1_024, 20)).doesNotThrowAnyException();
    assertThatThrownBy(() -> OpenFiles.check(941, 1_024, 20)).isInstanceOf(RuntimeException.class);
  }
}
