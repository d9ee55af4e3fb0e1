package io.redfire.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.SentinelRedis;
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
      assertThat(complaints(redis.address())).isEmpty();
      assertThat(findings(redis.address())).contains(Finding.ok("persistence", persistence));
    }
  }

  @Test
  void settingsOfAReplicatedRedisPleaseTheDoctorOnceTheReplicasAreThere() throws Exception {
    String follow;
    try (OwnRedis primary = TestRedis.own(settings("replicated.conf"))) {
      follow = "replicaof 127.0.0.1 " + ((RedisAddress.Tcp) primary.address().place()).port();
      assertThat(complaints(primary.address()))
          .singleElement()
          .extracting(Finding::change)
          .isEqualTo("start the missing replicas");
      try (OwnRedis one = TestRedis.own(settings("replicated.conf", follow));
          OwnRedis two = TestRedis.own(settings("replicated.conf", follow))) {
        await().untilAsserted(() -> assertThat(complaints(primary.address())).isEmpty());
        assertThat(findings(primary.address()))
            .contains(
                Finding.ok("replication", "a primary with 2 replicas, all online"),
                Finding.ok("replicas", "min-replicas-to-write 1, 2 of 2 count"));
        assertThat(List.of(one, two))
            .allSatisfy(
                replica ->
                    assertThat(complaints(replica.address()))
                        .extracting(Finding::about)
                        .containsExactly("replication"));
      }
    }
  }

  @Test
  void allServersBehindSentinelsAreLookedAtAndAMissingOneIsAProblem() throws Exception {
    try (SentinelRedis redis = SentinelRedis.start(settings("replicated.conf"))) {
      RedisAddress address =
          new RedisAddress(
              new RedisAddress.Sentinels(
                  redis.sentinelAddresses().stream()
                      .map(at -> new RedisAddress.Tcp(at.getHost(), at.getPort(), false))
                      .toList(),
                  redis.masterName()),
              Optional.empty(),
              Optional.empty(),
              0);
      assertThat(complaints(address)).isEmpty();
      assertThat(report(address).findings()).hasSize(3);

      io.redfire.testing.RedisServer gone = redis.replicas().get(0);
      gone.kill9();
      assertThat(report(address).findings().get(gone.hostAndPort().toString()))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(Level.PROBLEM);
                assertThat(finding.found()).startsWith("cannot be used (");
              });
    }
  }

  /** The version is not of our choosing. */
  private static List<Finding> complaints(RedisAddress address) {
    return findings(address).stream()
        .filter(finding -> finding.level().compareTo(Level.WARNING) >= 0)
        .filter(finding -> !finding.about().equals("version"))
        .toList();
  }

  private static List<Finding> findings(RedisAddress address) {
    return report(address).findings().values().stream().flatMap(List::stream).toList();
  }

  private static Report report(RedisAddress address) {
    return new Doctor(address, Optional.empty(), RedisTrust.SYSTEM, "").examine();
  }

  private static String[] settings(String file, String... more) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "deploy", "redis", file));
    return Stream.concat(lines.stream(), Stream.of(more)).toArray(String[]::new);
  }
}
