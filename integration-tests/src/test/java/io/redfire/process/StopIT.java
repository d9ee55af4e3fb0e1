package io.redfire.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop while people are there. */
class StopIT {
  @TempDir Path directory;

  @Test
  void endsWithinItsFiveSecondsAndReadersGoOnWhenItIsBack() {
    String data = directory.resolve("data").toString();
    try (RunningServer server = new RunningServer(directory, "--data-dir", data);
        Program reader = reader(server);
        Program other = reader(server);
        Program writer =
            Program.redfire(directory, "chat", "--as", "小明", "--server", server.address())) {
      send(server, "before");
      reader.awaitOut(out -> out.equals("before\n"));
      other.awaitOut(out -> out.equals("before\n"));
      writer.awaitOut(out -> out.endsWith("before\n"));

      server.program().terminate();
      assertThat(server.program().end(Duration.ofSeconds(5))).isZero();
      assertThat(server.program().err()).doesNotContain("Exception");
      reader.awaitErr(err -> err.contains("trying again"));
      server.startAgain();
      send(server, "after");

      reader.awaitOut(out -> out.endsWith("after\n"));
      other.awaitOut(out -> out.endsWith("after\n"));
      assertThat(reader.out()).isEqualTo("before\nafter\n");
      assertThat(other.out()).isEqualTo("before\nafter\n");
      writer.awaitOut(out -> out.endsWith("after\n"));
      assertThat(writer.out().lines()).hasSize(2);
    }
  }

  private Program reader(RunningServer server) {
    return Program.redfire(
        directory, "tail", "--follow", "--since", "start", "--text", "--server", server.address());
  }

  private void send(RunningServer server, String text) {
    try (Program send = Program.redfire(directory, "send", text, "--server", server.address())) {
      assertThat(send.end()).as(send.err()).isZero();
    }
  }
}
