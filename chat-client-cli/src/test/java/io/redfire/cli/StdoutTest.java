package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.redfire.client.PeopleServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a write that fails means: nobody reads any more, or something is lost. */
@Timeout(60)
class StdoutTest {
  private static final Path FULL = Path.of("/dev/full");

  private final PeopleServer server = new PeopleServer();
  @TempDir private Path config;

  @BeforeEach
  void register() {
    assertThat(
            cli()
                .typing("correct horse", "correct horse")
                .run("register", "alice", "--server", server.address().toString()))
        .isZero();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CliRun cli() {
    return new CliRun().environment(Map.of("XDG_CONFIG_HOME", config.toString()));
  }

  private int run(CliRun cli, String line) {
    return cli.run((line + " --server " + server.address()).split(" "));
  }

  private static OutputStream full() throws IOException {
    assumeThat(FULL).exists();
    return new FileOutputStream(FULL.toFile());
  }

  private static OutputStream unread() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    return Channels.newOutputStream(pipe.sink());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rooms",
        "tail",
        "history",
        "whoami",
        "admin export lounge",
        "token create bot --scope read"
      })
  void aFullDiskIsAFailure(String line) throws IOException {
    server.chat().say("chat", "bob", "hello");
    try (OutputStream full = full()) {
      CliRun cli = cli().stdout(full);
      assertThat(run(cli, line)).isEqualTo(ExitCode.OTHER);
      assertThat(cli.err())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("redfire: standard output cannot be written");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rooms", "tail", "history", "whoami"})
  void whoReadsNoMoreHasHadEnough(String line) throws IOException {
    server.chat().say("chat", "bob", "hello");
    try (OutputStream unread = unread()) {
      CliRun cli = cli().stdout(unread);
      assertThat(run(cli, line)).isZero();
      assertThat(cli.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin export lounge", "token create bot --scope read"})
  void whatIsToldOnceOrWholeMustBeRead(String line) throws IOException {
    try (OutputStream unread = unread()) {
      CliRun cli = cli().stdout(unread);
      assertThat(run(cli, line)).isEqualTo(ExitCode.OTHER);
      assertThat(cli.err())
          .containsExactly("redfire: standard output was closed before all of it was written");
    }
  }

  @Test
  void helpOnAFullDiskIsAFailureToo() throws IOException {
    try (OutputStream full = full()) {
      assertThat(cli().stdout(full).run("send", "--help")).isEqualTo(ExitCode.OTHER);
    }
    assertThatThrownBy(() -> new Stdout(unread(), false).line("x"))
        .isInstanceOf(Stdout.Closed.class);
  }
}
