package io.redfire.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisTrust;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

class DoctorTest {
  private static final String RULE =
      "~chat:* ~{chat:*}:* &chat:* &{chat:*}:signals +@all -@dangerous +config|get";

  @Test
  void aRedisThatIsSetWellHasNoProblem() {
    try (OwnRedis redis = TestRedis.own("lazyfree-lazy-expire yes")) {
      List<Finding> findings = findings(redis);
      // Which holes the tests' own Redis has is not ours to choose.
      assertThat(findings)
          .filteredOn(finding -> !finding.about().equals("version"))
          .extracting(Finding::level)
          .containsOnly(Level.OK, Level.NOTE);
      assertThat(findings)
          .extracting(Finding::about)
          .containsExactly(
              "version",
              "permissions",
              "access",
              "persistence",
              "disk",
              "eviction",
              "memory",
              "expiry",
              "buffers",
              "connections",
              "replication",
              "replicas",
              "cluster",
              "latency",
              "clock");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "appendonly no|persistence|PROBLEM|appendonly yes",
        "appendonly no~save 60 1|persistence|PROBLEM|appendonly yes",
        "appendfsync everysec|persistence|OK|",
        "appendfsync no|persistence|WARNING|appendfsync everysec",
        "no-appendfsync-on-rewrite yes|persistence|WARNING|no-appendfsync-on-rewrite no",
        "maxmemory-policy allkeys-lru|eviction|PROBLEM|maxmemory-policy noeviction",
        "maxmemory-policy volatile-ttl|eviction|PROBLEM|maxmemory-policy noeviction",
        "maxmemory 1mb|memory|WARNING|raise maxmemory, or keep fewer messages with --retain",
        "maxmemory 1gb|memory|OK|",
        "lazyfree-lazy-expire no|expiry|WARNING|lazyfree-lazy-expire yes",
        "client-output-buffer-limit pubsub 1mb 1mb 60|buffers|WARNING"
            + "|client-output-buffer-limit pubsub 32mb 8mb 60",
        "client-output-buffer-limit pubsub 0 0 0|buffers|WARNING"
            + "|client-output-buffer-limit pubsub 32mb 8mb 60",
        "client-output-buffer-limit replica 1mb 1mb 60|buffers|WARNING"
            + "|client-output-buffer-limit replica 256mb 64mb 60",
        "client-output-buffer-limit normal 1gb 0 0|buffers|WARNING"
            + "|client-output-buffer-limit normal 0 0 0",
        "maxclients 1|connections|WARNING|maxclients 10000, and as many open files for Redis",
        "min-replicas-to-write 1|replicas|PROBLEM|start the missing replicas",
        // Nobody has that address, and the dash says that it may be missing.
        "bind 127.0.0.1 -192.0.2.1~protected-mode no|access|PROBLEM"
            + "|user default off, and a user with a password for Redfire; or bind 127.0.0.1",
        "bind 127.0.0.1 -192.0.2.1~protected-mode yes|access|NOTE|",
      })
  void aSettingIsJudgedWithTheLineThatMendsIt(
      String settings, String about, Level level, String change) {
    try (OwnRedis redis = TestRedis.own(settings.split("~"))) {
      assertThat(findings(redis))
          .filteredOn(finding -> finding.about().equals(about))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(level);
                assertThat(finding.change()).isEqualTo(change == null ? "" : change);
              });
    }
  }

  @Test
  void aClusterWithoutSlotsIsAProblemAndSoIsTheAddressOfOneServer() {
    try (OwnRedis redis = TestRedis.own("cluster-enabled yes")) {
      assertThat(findings(redis))
          .filteredOn(finding -> finding.about().equals("cluster"))
          .extracting(Finding::level)
          .containsExactly(Level.PROBLEM, Level.PROBLEM);
    }
  }

  @Test
  void eachServerOfAClusterIsLookedAt() {
    try (OwnRedis redis = TestRedis.own("cluster-enabled yes", "cluster-announce-ip 127.0.0.1");
        Connection connection = redis.connections().open("test")) {
      var unused =
          connection.executeCommand(
              new CommandArguments(Command.CLUSTER).add("ADDSLOTSRANGE").add(0).add(16383));
      RedisAddress cluster =
          RedisAddress.parse("redis+cluster://127.0.0.1:" + port(redis), Optional.empty());
      await()
          .untilAsserted(
              () ->
                  assertThat(examine(cluster, ""))
                      .contains(Finding.ok("cluster", "state ok, 1 primaries")));
      assertThat(new Doctor(cluster, Optional.empty(), RedisTrust.SYSTEM, "").examine().findings())
          .containsOnlyKeys(redis.address().place().toString());
    }
  }

  @Test
  void aReplicaIsAProblemAndAPrimaryWithoutAMinimumAWarning() {
    try (OwnRedis primary = TestRedis.own();
        OwnRedis replica = TestRedis.own("replicaof 127.0.0.1 " + port(primary))) {
      await()
          .untilAsserted(
              () -> {
                assertThat(findings(primary))
                    .contains(Finding.ok("replication", "a primary with 1 replicas, all online"));
                assertThat(findings(replica))
                    .filteredOn(finding -> finding.about().equals("replication"))
                    .extracting(Finding::found)
                    .containsExactly(
                        "a replica of 127.0.0.1:" + port(primary) + ", its link is up");
              });
      assertThat(findings(primary))
          .filteredOn(finding -> finding.about().equals("replicas"))
          .extracting(Finding::level, Finding::change)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(Level.WARNING, "min-replicas-to-write 1"),
              org.assertj.core.groups.Tuple.tuple(Level.WARNING, "repl-backlog-size 64mb"));
    }
  }

  @Test
  void theUserOfTheDocumentationMayDoAllThatIsNeeded() {
    try (OwnRedis redis = TestRedis.own("user chat on >hush " + RULE)) {
      List<Finding> findings = findings(redis, "chat", "chat:");
      assertThat(findings)
          .contains(Finding.ok("permissions", "this user may do all that Redfire needs"))
          .extracting(Finding::level)
          .doesNotContain(Level.PROBLEM);
      assertThat(findings)
          .filteredOn(finding -> finding.about().equals("not looked at"))
          .extracting(Finding::found)
          .containsExactly(
              "access, since this user may not do ACL GETUSER",
              "disk, memory, connections, replication, replicas, since this user may not do INFO");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-eval", "-evalsha", "-rpush", "-publish", "-subscribe", "-zadd", "-lset"})
  void aMissingCommandIsAProblemThatNamesIt(String rule) {
    try (OwnRedis redis = TestRedis.own("user chat on >hush " + RULE + " " + rule)) {
      assertThat(permissions(redis, "chat:"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(Level.PROBLEM);
                assertThat(finding.found()).containsIgnoringCase(" " + rule.substring(1) + " on ");
                assertThat(finding.change()).isEqualTo("ACL SETUSER NAME " + RULE);
              });
    }
  }

  @Test
  void keysOfAnotherPrefixAreAProblem() {
    try (OwnRedis redis = TestRedis.own("user chat on >hush " + RULE)) {
      assertThat(permissions(redis, "team:")).extracting(Finding::level).contains(Level.PROBLEM);
    }
  }

  @Test
  void whatOnlySomeLevelsNeedIsANote() {
    try (OwnRedis redis = TestRedis.own("user chat on >hush " + RULE + " -config|get -wait")) {
      assertThat(permissions(redis, "chat:"))
          .extracting(Finding::level)
          .containsExactly(Level.NOTE, Level.NOTE);
    }
  }

  @Test
  void aRenamedCommandIsWhatCouldNotBeLookedAt() {
    try (OwnRedis redis = TestRedis.own("rename-command CONFIG \"\"")) {
      assertThat(findings(redis))
          .filteredOn(finding -> finding.about().equals("not looked at"))
          .singleElement()
          .extracting(Finding::found)
          .asString()
          .contains("persistence", "eviction")
          .endsWith("since this user may not do CONFIG GET");
    }
  }

  @Test
  void aWrongPasswordIsSaidInOneLineWithoutIt() {
    try (OwnRedis redis = TestRedis.own("user chat on >hush " + RULE)) {
      assertThatThrownBy(() -> examine(address(redis, "chat", "not-the-one"), ""))
          .isInstanceOf(UnusableRedisException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("not-the-one")
          .hasMessageNotContaining("\n");
    }
  }

  private static List<Finding> permissions(OwnRedis redis, String prefix) {
    return findings(redis, "chat", prefix).stream()
        .filter(finding -> finding.about().equals("permissions"))
        .toList();
  }

  private static List<Finding> findings(OwnRedis redis) {
    return examine(redis.address(), "");
  }

  private static List<Finding> findings(OwnRedis redis, String user, String prefix) {
    return examine(address(redis, user, "hush"), prefix);
  }

  private static List<Finding> examine(RedisAddress address, String prefix) {
    return new Doctor(address, Optional.empty(), RedisTrust.SYSTEM, prefix)
        .examine().findings().values().stream().flatMap(List::stream).toList();
  }

  private static RedisAddress address(OwnRedis redis, String user, String password) {
    return new RedisAddress(redis.address().place(), Optional.of(user), Optional.of(password), 0);
  }

  private static int port(OwnRedis redis) {
    return Stream.of(redis.address().place())
        .map(RedisAddress.Tcp.class::cast)
        .findFirst()
        .orElseThrow()
        .port();
  }
}
