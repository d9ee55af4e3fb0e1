package io.redfire.bench.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.redfire.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private static final String PAGE =
      """
      # HELP process_cpu_seconds_total Processor time.
      # TYPE process_cpu_seconds_total counter
      process_cpu_seconds_total 12.5
      process_cpu_seconds_total_of_something_else 1000
      jvm_memory_used_bytes{area="heap"} 1.0E7
      jvm_memory_used_bytes{area="nonheap"} 9.9E9
      process_resident_memory_bytes 2.5E8 1700000000000
      process_open_fds 321
      redfire_connections{} 7
      redfire_netty_memory_bytes{type="direct"} 100
      redfire_netty_memory_bytes{type="heap"} 20
      redfire_broken{oops
      redfire_connections{a="b"} nonsense
      """;

  private HttpServer server;
  private volatile String page = PAGE;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = page.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
  }

  @Test
  void readsWhatIsNeededAndSkipsTheRest() throws InterruptedException {
    Reading reading = new ServerMetrics(List.of(url())).read();
    assertThat(reading.get(Metric.CPU_SECONDS)).hasValue(12.5);
    assertThat(reading.get(Metric.HEAP_BYTES)).hasValue(1e7);
    assertThat(reading.get(Metric.RESIDENT_BYTES)).hasValue(2.5e8);
    assertThat(reading.get(Metric.OPEN_FDS)).hasValue(321);
    assertThat(reading.get(Metric.CONNECTIONS)).hasValue(7);
    assertThat(reading.get(Metric.NETTY_BYTES)).hasValue(120);
  }

  @Test
  void sumsOverServersAndTellsWhatGrew() throws InterruptedException {
    ServerMetrics metrics = new ServerMetrics(List.of(url(), url()));
    Reading before = metrics.read();
    page = "process_cpu_seconds_total 13.0\n";
    Reading after = metrics.read();
    assertThat(before.get(Metric.CPU_SECONDS)).hasValue(25);
    assertThat(after.since(before, Metric.CPU_SECONDS)).hasValue(1);
    assertThat(after.since(before, Metric.OPEN_FDS)).isEmpty();
  }

  @Test
  void noPageTellsNothing() throws InterruptedException {
    assertThat(new ServerMetrics(List.of()).read().figures()).isEmpty();
  }

  @Test
  void pageThatCannotBeReadIsNamed() {
    status = 404;
    ServerMetrics metrics = new ServerMetrics(List.of(url()));
    assertThatThrownBy(metrics::read)
        .isInstanceOfSatisfying(
            BenchException.class, e -> assertThat(e.code()).isEqualTo(Status.Code.UNAVAILABLE))
        .hasMessageContaining(url().toString())
        .hasMessageContaining("404");
    stop();
    assertThatThrownBy(metrics::read)
        .isInstanceOf(BenchException.class)
        .hasMessageContaining(url().toString());
  }
}
