package io.redfire.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHoleTest {

  @ParameterizedTest
  @CsvSource({
    "7.0.15, true",
    "7.2.10, true",
    "7.2.11, false",
    "7.4.5, true",
    "7.4.6, false",
    "8.0.3, true",
    "8.0.4, false",
    "8.1.0, true",
    "8.2.2-rc1, false",
    "8.4.0, false",
    "9.0.0, false"
  })
  void aHoleIsInEachReleaseBeforeTheOneThatMendsItsLine(String version, boolean has) {
    assertThat(holes(KnownHole.REDIS, version).contains("CVE-2025-49844")).isEqualTo(has);
  }

  @ParameterizedTest
  @CsvSource({"7.2.16", "7.4.11", "8.2.9", "8.4.6", "8.6.6", "8.8.2", "8.10.1", "9.0.0"})
  void theNewestReleasesOfRedisHaveNone(String version) {
    assertThat(holes(KnownHole.REDIS, version)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"7.2.13", "8.0.9", "8.1.7", "9.0.4", "9.1.0"})
  void theNewestReleasesOfValkeyHaveNone(String version) {
    assertThat(holes(KnownHole.VALKEY, version)).isEmpty();
  }

  private static List<String> holes(List<KnownHole> all, String version) {
    Version parsed = Version.parse(version).orElseThrow();
    return all.stream().filter(hole -> hole.isIn(parsed)).map(KnownHole::name).toList();
  }
}
