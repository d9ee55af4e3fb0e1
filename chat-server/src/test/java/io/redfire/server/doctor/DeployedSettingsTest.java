package io.redfire.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.redis.RedisAddress;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings in {@code deploy/redis}, taken by a real Redis and looked at by the doctor. */
class DeployedSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accepted.conf|appendonly yes, appendfsync everysec: acknowledged as ACCEPTED; a power cut"
            + " may take the last two seconds",
        "on-disk.conf|appendonly yes, appendfsync always: acknowledged as ON_DISK"
      })
  void settingsOfOneRedisPleaseTheDoctor(String file, String persistence) throws Exception {
    try (OwnRedis redis = TestRedis.own(settings(file))) {
      assertThat(complaints(redis)).isEmpty();
      assertThat(findings(redis)).contains(Finding.ok("persistence", persistence));
    }
  }

  @Test
  void settingsOfAReplicatedRedisPleaseTheDoctorOnceTheReplicasAreThere() throws Exception {
    String follow;
    try (OwnRedis primary = TestRedis.own(settings("replicated.conf"))) {
      follow = "replicaof 127.0.0.1 " + ((RedisAddress.Tcp) primary.address().place()).port();
      assertThat(complaints(primary))
          .singleElement()
          .extracting(Finding::change)
          .isEqualTo("start the missing replicas");
      try (OwnRedis one = TestRedis.own(settings("replicated.conf", follow));
          OwnRedis two = TestRedis.own(settings("replicated.conf", follow))) {
        await().untilAsserted(() -> assertThat(complaints(primary)).isEmpty());
        assertThat(findings(primary))
            .contains(
                Finding.ok("replication", "a primary with 2 replicas, all online"),
                Finding.ok("replicas", "min-replicas-to-write 1, 2 of 2 count"));
        assertThat(List.of(one, two))
            .allSatisfy(
                replica ->
                    assertThat(complaints(replica))
                        .extracting(Finding::about)
                        .containsExactly("replication"));
      }
    }
  }

  /** The version is not of our choosing. */
  private static List<Finding> complaints(OwnRedis redis) {
    return findings(redis).stream()
        .filter(finding -> finding.level().compareTo(Level.WARNING) >= 0)
        .filter(finding -> !finding.about().equals("version"))
        .toList();
  }

  private static List<Finding> findings(OwnRedis redis) {
    return new Doctor(redis.address(), Optional.empty(), "")
        .examine().findings().values().stream().flatMap(List::stream).toList();
  }

  private static String[] settings(String file, String... more) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "deploy", "redis", file));
    return Stream.concat(lines.stream(), Stream.of(more)).toArray(String[]::new);
  }
}
