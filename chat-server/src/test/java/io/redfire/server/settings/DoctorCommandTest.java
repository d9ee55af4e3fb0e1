package io.redfire.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRedisThatIsSetWellEndsWithZeroAndALineForEachThing() {
    try (OwnRedis redis = TestRedis.own("lazyfree-lazy-expire yes")) {
      assertThat(execute("doctor", "--redis", redis.address().toString())).isEqualTo(ExitCode.DONE);
      assertThat(out.toString())
          .startsWith(redis.address().place() + "\n")
          .contains("\nok       eviction: maxmemory-policy noeviction\n", "\n0 problems, ")
          .doesNotContain("problem  ", "\u001b");
      assertThat(err.toString()).isEmpty();
    }
  }

  @Test
  void aProblemStandsLastWithWhatToChangeAndHasItsOwnStatus() {
    try (OwnRedis redis = TestRedis.own("maxmemory-policy allkeys-lru")) {
      environment.put("REDFIRE_REDIS", redis.address().toString());
      assertThat(execute("doctor")).isEqualTo(ExitCode.UNFIT);
      assertThat(out.toString())
          .containsPattern(
              "\nproblem  eviction: maxmemory-policy is allkeys-lru; change: maxmemory-policy"
                  + " noeviction \\(a full Redis would throw whole rooms away\\)\n1 problem, ");
    }
  }

  @Test
  void thePasswordComesFromItsFileAndThePrefixFromTheFileOfSettings() throws Exception {
    Path secret = file("secret", "hush-hush\n");
    Path settings = file("redfire.conf", "redis-prefix = \"team:\"\n");
    try (OwnRedis redis =
        TestRedis.own(
            "user chat on >hush-hush ~chat:* ~{chat:*}:* &chat:* &{chat:*}:signals +@all -@dangerous"
                + " +config|get")) {
      String url = redis.address().toString().replace("//", "//chat@");
      assertThat(
              execute(
                  "doctor",
                  "--redis=" + url,
                  "--redis-password-file=" + secret,
                  "--config=" + settings))
          .isEqualTo(ExitCode.UNFIT);
      assertThat(out.toString())
          .contains("change: ACL SETUSER NAME ~team:* ~{team:*}:* &team:* &{team:*}:signals ")
          .doesNotContain("hush");
    }
  }

  @Test
  void aProgramGetsAJsonObjectForEachFinding() {
    try (OwnRedis redis = TestRedis.own("maxmemory-policy allkeys-lru")) {
      assertThat(execute("doctor", "--json", "--redis", redis.address().toString()))
          .isEqualTo(ExitCode.UNFIT);
      assertThat(out.toString().lines())
          .contains(
              "{\"server\":\""
                  + redis.address().place()
                  + "\",\"level\":\"problem\",\"about\":\"eviction\","
                  + "\"found\":\"maxmemory-policy is allkeys-lru\","
                  + "\"change\":\"maxmemory-policy noeviction\","
                  + "\"why\":\"a full Redis would throw whole rooms away\"}")
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }
  }

  @Test
  void whatIsNoRedisIsSaidInOneLine() {
    OwnRedis gone = TestRedis.own();
    gone.close();
    assertThat(execute("doctor", "--redis", gone.address().toString()))
        .isEqualTo(ExitCode.NO_REDIS);
    assertThat(err.toString())
        .startsWith("redfire-server: Redis at " + gone.address() + " cannot be used (")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutARedisThereIsNothingToLookAt() {
    assertThat(execute("doctor")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualTo(
            "redfire-server: doctor: which Redis? (expected: --redis URL; the server's own Redis"
                + " needs no doctor)\n");
  }

  @Test
  void anOptionBeforeTheWordIsRefusedRatherThanForgotten() {
    assertThat(execute("--redis", "db:1", "doctor")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualTo(
            "redfire-server: --redis: stands before 'doctor' (expected: all options after it)\n");
  }

  @Test
  void helpOfTheDoctorShowsWhatMattersToIt() {
    assertThat(execute("doctor", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("redfire-server doctor", "--redis=URL", "--redis-password-file=FILE", "78")
        .doesNotContain("--listen");
  }

  @Test
  void helpOfTheServerNamesTheDoctor() {
    assertThat(execute("--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).containsPattern("doctor +Looks at the Redis");
  }

  private ExitCode execute(String... args) {
    return new SettingsCommand(environment, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(
            args,
            settings -> {
              throw new AssertionError("must not run with " + settings);
            });
  }

  private Path file(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
