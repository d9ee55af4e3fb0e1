package io.redfire.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the load tool sees of a real server: no faults, and what it was asked for. */
class BenchIT {
  @TempDir static Path directory;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = new RunningServer(directory, "--data-dir", directory.resolve("data").toString());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Runs this command line against the server. */
  private static Program redfire(String line) {
    String there = line + " --server " + server.address();
    return Program.redfire(directory, Splitter.on(' ').splitToStream(there).toArray(String[]::new));
  }

  @Test
  void everyDeliveryOfALoadIsRight() {
    try (Program program =
        redfire(
            "bench --rooms 3 --members 15 --senders 2 --connections 4 --warm-up 200ms"
                + " --duration 1s --drain 60s --json")) {
      assertThat(program.end()).as(program.toString()).isZero();
      assertThat(program.out())
          .contains("\"flawless\":true", "\"lost\":0", "\"errors\":{}", "\"connections\":4")
          .doesNotContain("\"sends\":0,", "\"deliveries\":0,");
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void everyIdleClientHearsItsRoom() {
    try (Program program =
        redfire("bench idle --connections 100 --rooms 7 --hold 0s --drain 60s")) {
      assertThat(program.end()).as(program.toString()).isZero();
      assertThat(program.out()).contains("100 idle clients", "100 heard", "No faults");
    }
  }

  @Test
  void interruptEndsItAtOnceWithThatCode() {
    try (Program program = redfire("bench --duration 10m --rate 10 --progress")) {
      program.awaitErr(err -> err.contains("sends/s"));
      program.interrupt();
      assertThat(program.end()).isEqualTo(130);
      assertThat(program.out()).isEmpty();
    }
  }
}
