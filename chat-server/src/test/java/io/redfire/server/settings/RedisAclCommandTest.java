package io.redfire.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisAclCommandTest {
  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theLineIsForTheUserAndThePrefixOfTheSettingsAndShowsNoPassword() throws Exception {
    Path password = dir.resolve("password");
    Files.writeString(password, "hush\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    // Where a node would listen does not matter to it.
    Path settings = dir.resolve("redfire.conf");
    Files.writeString(settings, "listen = \"0.0.0.0:7400\"\nredis-prefix = \"chat:\"\n");
    assertThat(
            execute(
                "redis-acl",
                "--config=" + settings,
                "--redis=redis://chat@127.0.0.1:1",
                "--redis-password-file=" + password))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith("ACL SETUSER chat reset on #dc8331bcb228")
        .contains(" ~chat:* ~{chat:*}:* &chat:* &{chat:*}:signals +eval ")
        .doesNotContain("+spublish", "hush")
        .hasLineCount(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aClusterTakesTheCommandsOfItsBellAndAMissingPasswordIsTold() {
    assertThat(execute("redis-acl", "--redis=redis+cluster://chat@127.0.0.1:1"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith("ACL SETUSER chat reset on #SHA256_OF_THE_PASSWORD ~* &* ")
        .contains(" +spublish ", " +ssubscribe ", " +cluster|slots ", " +asking ");
    assertThat(err.toString())
        .startsWith("redfire-server: note: without --redis-password-file ")
        .hasLineCount(1);
  }

  @Test
  void withoutAUserOfItsOwnThereIsNoLine() {
    String complaint =
        "redfire-server: redis-acl: for which user? (expected: --redis redis://USER@HOST, with a"
            + " user of Redfire's own)\n";
    assertThat(execute("redis-acl", "--redis=redis://127.0.0.1:1")).isEqualTo(ExitCode.USAGE);
    assertThat(execute("redis-acl")).isEqualTo(ExitCode.USAGE);
    assertThat(err).hasToString(complaint + complaint);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpShowsWhatMattersToIt() throws IOException {
    assertThat(execute("redis-acl", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("redfire-server redis-acl", "--redis=URL", "--redis-prefix=PREFIX")
        .doesNotContain("--listen", "--ack");
    out.getBuffer().setLength(0);
    assertThat(execute("--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("redis-acl  Prints the command");
  }

  private ExitCode execute(String... args) {
    return new SettingsCommand(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(
            args,
            settings -> {
              throw new AssertionError("must not run with " + settings);
            });
  }
}
