package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BenchRedisCommandTest {
  private final CliRun cli = new CliRun();

  @Test
  void redisThatIsNotThereIsToldInOneLine() {
    assertThat(cli.run("bench", "redis", "--redis", "127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.err()).singleElement().asString().startsWith("redfire: redis://127.0.0.1:1: ");
  }

  @Test
  void passwordOnTheCommandLineIsRefusedAndNotShown() {
    assertThat(cli.run("bench", "redis", "--redis", "redis://u:s3cret@127.0.0.1:1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err().toString()).contains("--redis-password-file").doesNotContain("s3cret");
  }

  @Test
  void passwordFileThatEverybodyCanReadIsRefused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(
            cli.run(
                "bench",
                "redis",
                "--redis",
                "127.0.0.1:1",
                "--redis-password-file",
                file.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err().toString()).contains("chmod 600").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "--only, x, 'appends'' or ''pubsub'",
    "--rooms, 0, 1 or more",
    "--connections, 2, 2 or more",
    "--outstanding, 0, 1 or more",
    "--batch, 0, 1 or more",
    "--rate, x, sends a second",
    "--warm-up, x, a time such as"
  })
  void wrongOptionIsToldWithWhatIsExpected(String option, String value, String expected) {
    assertThat(cli.run("bench", "redis", "--redis", "127.0.0.1:1", option, value))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).singleElement().asString().contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "--at, 101, 0 to 100",
    "--pages, 0, 1 or more",
    "--warm-up-pages, -1, 0 or more",
    "--page-size, 0, 1 or more"
  })
  void wrongOptionOfHistoryIsToldWithWhatIsExpected(String option, String value, String expected) {
    assertThat(cli.run("bench", "history", "--server", "127.0.0.1:1", option, value))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).singleElement().asString().contains(expected);
  }
}
