package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.redfire.bench.FaultyServer;
import io.redfire.bench.FaultyServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BenchCommandTest {
  private final CliRun cli = new CliRun();

  private int load(Fault fault, String... more) {
    return run(
        fault,
        "bench",
        "--members 2 --in-flight 4 --warm-up 0s --duration 300ms --drain 500ms",
        more);
  }

  private int idle(Fault fault, String... more) {
    return run(fault, "bench idle", "--connections 20 --rooms 3 --hold 0s --drain 500ms", more);
  }

  /** With these options where no others are given. */
  private int run(Fault fault, String command, String options, String... more) {
    try (FaultyServer server = new FaultyServer(fault)) {
      List<String> line = new ArrayList<>(Splitter.on(' ').splitToList(command));
      line.addAll(List.of("--server", "127.0.0.1:" + server.port()));
      Splitter.on(' ')
          .withKeyValueSeparator("::")
          .split(options.replaceAll("(--[a-z-]+) ", "$1::"))
          .forEach(
              (option, value) -> {
                if (!List.of(more).contains(option)) {
                  line.addAll(List.of(option, value));
                }
              });
      line.addAll(List.of(more));
      return cli.run(line.toArray(String[]::new));
    }
  }

  @Test
  void flawlessServerEndsWith0() {
    assertThat(load(Fault.NONE)).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("No faults").contains("acknowledgement").contains("delivery");
    assertThat(cli.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DROP, '\"lost\":2,'",
    "REPEAT, '\"repeated\":2,'",
    "DOUBLE, '\"repeated\":2,'",
    "SWAP, '\"out_of_order\":2,'",
    "TURN_ROUND, '\"out_of_order\":2,'",
    "UNTAGGED, '\"untagged\":2,'",
    "FOREIGN, '\"foreign\":2}'",
    "REFUSE, '\"lost\":0,'",
    "REFUSE, '\"send refused: OVERLOADED\":1'",
    "SILENT, '\"send not acknowledged\":1'",
    "CUT, '\"broken stream: UNAVAILABLE: cut by the test\":1'"
  })
  void faultIsCountedAndEndsWith76(Fault fault, String counted) {
    assertThat(load(fault, "--json")).isEqualTo(ExitCode.FAULTS);
    assertThat(cli.out()).contains(counted).contains("\"flawless\":false");
    assertThat(cli.lines()).hasSize(1);
  }

  @Test
  void faultIsShownPlainly() {
    assertThat(load(Fault.REPEAT)).isEqualTo(ExitCode.FAULTS);
    assertThat(cli.lines()).contains("FAULTS").doesNotContain("No faults");
    assertThat(cli.out()).containsPattern("deliveries repeated +2\n");
  }

  @Test
  void plotsAreDrawnAndWritten(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("latency.svg");
    assertThat(load(Fault.NONE, "--plot", "--svg", file.toString())).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("latency by percentile");
    assertThat(Files.readString(file)).startsWith("<svg ").contains("polyline");
  }

  @Test
  void progressIsSaidWhereItIsWanted() {
    assertThat(load(Fault.NONE, "--progress", "--duration", "1100ms")).isEqualTo(ExitCode.DONE);
    assertThat(cli.err()).isNotEmpty().allMatch(line -> line.contains("sends/s"));
  }

  @Test
  void idleClientsThatHearAllEndWith0() {
    assertThat(idle(Fault.NONE)).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("20 idle clients").contains("No faults");
    assertThat(idle(Fault.NONE, "--json", "--pace", "1000/s")).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("\"probe_deliveries\":20");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench --rooms 0",
        "bench --members -1",
        "bench --senders 0",
        "bench --size 25",
        "bench --in-flight 0",
        "bench --rate 0",
        "bench --rate many",
        "bench --duration 0s",
        "bench --duration soon",
        "bench --connections 0",
        "bench --threads 0",
        "bench --plot --json",
        "bench --rooms 2000 --members 1000",
        "bench --svg nowhere/at/all.svg",
        "bench --metrics 127.0.0.1",
        "bench idle --connections 0",
        "bench idle --pace 0",
        "bench idle --connections 2000000000"
      })
  void wrongUsageEndsWith2AndOneLine(String line) {
    assertThat(cli.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).hasSize(1).first().asString().contains("xpected").startsWith("redfire: ");
  }

  @Test
  void moreThanTheServersLimitEndsWith2AndTellsIt() {
    assertThat(load(Fault.NONE, "--in-flight", "65")).isEqualTo(ExitCode.USAGE);
    assertThat(load(Fault.NONE, "--size", "8193")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .containsExactly(
            "redfire: 65 sends in flight (expected: at most 64, the server's limit)",
            "redfire: 8193 bytes of text (expected: at most 8192, the server's limit)");
  }

  @Test
  void noServerEndsWith69() {
    // Nothing listens on port 1 of this machine.
    assertThat(cli.run("bench", "--server", "127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.run("bench", "idle", "--server", "127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(load(Fault.NONE, "--metrics", "http://127.0.0.1:1/metrics"))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .hasSize(3)
        .anyMatch(line -> line.contains("connection refused"))
        .anyMatch(line -> line.contains("metrics at http://127.0.0.1:1/metrics"));
  }

  @Test
  void helpSaysThatRoomsStayAndWhatTheExitCodeMeans() {
    assertThat(cli.run("bench", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(cli.run("bench", "idle", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("--retain").contains("76").contains("jcmd PID GC.run");
  }
}
