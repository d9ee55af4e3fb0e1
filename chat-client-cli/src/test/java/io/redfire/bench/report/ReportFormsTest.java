package io.redfire.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.bench.check.Faults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportFormsTest {
  private static final Faults FAULTS = new Faults(3, 2, 1, 0, 0);

  /** Each value by its path. */
  private static Map<String, String> parse(String line) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          values.put(json.getParsingContext().pathAsPointer().toString(), json.getText());
        }
      }
    }
    return values;
  }

  @Test
  void jsonOfALoadHasItsFiguresAndItsPlan() throws IOException {
    String line = LoadJson.line(Reports.load(Faults.NONE, Map.of(), 0), new JsonFactory());
    assertThat(line).doesNotContain("\n");
    assertThat(parse(line))
        .containsEntry("/benchmark", "load")
        .containsEntry("/flawless", "true")
        .containsEntry("/config/servers/0", "127.0.0.1:7400")
        .containsEntry("/config/connections", "each")
        .containsEntry("/config/rate_per_second", "500.0")
        .containsEntry("/config/size_bytes", "128")
        .containsEntry("/config/duration_seconds", "2.0")
        .containsEntry("/sends_per_second", "500.0")
        .containsEntry("/deliveries_per_second", "1500.0")
        .containsEntry("/ack_latency_us/count", "1000")
        .containsKeys("/ack_latency_us/p50", "/ack_latency_us/p99", "/ack_latency_us/p999")
        .containsKeys("/delivery_latency_us/max")
        .containsEntry("/faults/lost", "0")
        .containsEntry("/wire_bytes_per_send", "200.0")
        .containsEntry("/wire_bytes_per_delivery", "250.0")
        .containsEntry("/server_cpu_us_per_send", "600.0")
        .containsEntry("/server_cpu_us_per_delivery", "200.0");
    assertThat(Double.parseDouble(parse(line).get("/ack_latency_us/p50")))
        .isBetween(4990.0, 5010.0);
  }

  @Test
  void jsonTellsFaultsAndEachReason() throws IOException {
    String line =
        LoadJson.line(
            Reports.load(FAULTS, Map.of("send refused: OVERLOADED", 7L), 4), new JsonFactory());
    assertThat(parse(line))
        .containsEntry("/flawless", "false")
        .containsEntry("/faults/lost", "3")
        .containsEntry("/faults/repeated", "2")
        .containsEntry("/faults/out_of_order", "1")
        .containsEntry("/errors/send refused: OVERLOADED", "7")
        .containsEntry("/unsent", "4");
  }

  @Test
  void jsonHasNullWhereNothingWasMeasured() throws IOException {
    assertThat(parse(LoadJson.line(Reports.nothing(), new JsonFactory())))
        .containsEntry("/ack_latency_us", "null")
        .containsEntry("/delivery_latency_us", "null")
        .containsEntry("/wire_bytes_per_delivery", "null")
        .containsEntry("/server_cpu_us_per_send", "null");
  }

  @Test
  void tableSaysThatAllWentWell() {
    assertThat(LoadTable.lines(Reports.load(Faults.NONE, Map.of(), 0)))
        .contains("1 room × 3 members × 1 sender, 128 bytes, 500 sends/s")
        .anyMatch(line -> line.matches("sends +500 +1,000"))
        .anyMatch(line -> line.matches("deliveries +1,500 +3,000"))
        .anyMatch(
            line -> line.matches("acknowledgement +5\\.0\\d ms +9\\.9\\d ms +.* ms +10\\.0 ms"))
        .anyMatch(line -> line.matches("processor, server +600 µs +200 µs +600 ms"))
        .endsWith("No faults: each send was accepted, each delivery came once and in order.");
  }

  @Test
  void tableSaysWhatWentWrong() {
    assertThat(LoadTable.lines(Reports.load(FAULTS, Map.of("send refused: OVERLOADED", 7L), 4)))
        .contains("FAULTS")
        .anyMatch(line -> line.matches("  deliveries lost +3"))
        .anyMatch(line -> line.matches("  deliveries repeated +2"))
        .anyMatch(line -> line.matches("  deliveries out of order +1"))
        .anyMatch(line -> line.matches("  send refused: OVERLOADED +7"))
        .anyMatch(line -> line.startsWith("The rate was not kept: 4 sends"))
        .noneMatch(line -> line.contains("No faults") || line.contains("without a tag"));
  }

  @Test
  void tableHasNothingToShowWhereNothingWasMeasured() {
    assertThat(LoadTable.lines(Reports.nothing()))
        .anyMatch(line -> line.matches("acknowledgement +- +- +- +-"))
        .noneMatch(line -> line.startsWith("delivery") || line.contains("server "));
  }

  @Test
  void idleClientsAreReportedByWhatEachCosts() throws IOException {
    assertThat(IdleTable.lines(Reports.idle(Faults.NONE)))
        .anyMatch(line -> line.matches("all joined after +2 s +500 a second"))
        .anyMatch(line -> line.matches("heap, garbage included +10 KiB +9\\.77 MiB"))
        .anyMatch(line -> line.matches("open files +1 +1,000"))
        .noneMatch(line -> line.startsWith("resident"))
        .endsWith("No faults: each client heard the one message of its room once.");
    assertThat(parse(IdleJson.line(Reports.idle(FAULTS), new JsonFactory())))
        .containsEntry("/benchmark", "idle")
        .containsEntry("/flawless", "false")
        .containsEntry("/joins_per_second", "500.0")
        .containsEntry("/server_heap_bytes_per_connection", "10240.0")
        .containsEntry("/server_open_fds_per_connection", "1.0")
        .containsEntry("/server_resident_bytes_per_connection", "null")
        .containsEntry("/server_connections", "1001.0")
        .containsEntry("/faults/repeated", "2");
  }

  @Test
  void figuresHaveThreeDigitsAndAUnit() {
    assertThat(Figures.time(850.0)).isEqualTo("850 ns");
    assertThat(Figures.time(1_234_567.0)).isEqualTo("1.23 ms");
    assertThat(Figures.time(999_600.0)).isEqualTo("1.00 ms");
    assertThat(Figures.time(61e9)).isEqualTo("61 s");
    assertThat(Figures.bytes(1536)).isEqualTo("1.50 KiB");
    assertThat(Figures.count(2, "room")).isEqualTo("2 rooms");
  }
}
