package io.redfire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.settings.ListenAddress;
import io.redfire.server.settings.MetricsAddress;
import io.redfire.server.settings.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningMetricsTest {
  private static final String HOST = "127.0.0.1";

  private final ServerMetrics metrics = new ServerMetrics("1.2.3");

  @Test
  void tellsOnThePortThatItWasGiven() throws Exception {
    int port = freePort();
    try (RunningMetrics running = start(port, false)) {
      assertThat(running.described()).isEqualTo("http://127.0.0.1:" + port + "/metrics");
      assertThat(read(running.described()).body())
          .contains("redfire_build_info{version=\"1.2.3\"} 1\n");
    }
  }

  @Test
  void takesAnotherPortWhereTheUsualOneIsInUseAndSaysWhich() throws Exception {
    try (ServerSocket taken = listen()) {
      int port = taken.getLocalPort();
      try (RunningMetrics running = start(port, true)) {
        assertThat(running.described())
            .matches(
                "http://127\\.0\\.0\\.1:[0-9]+/metrics \\(127\\.0\\.0\\.1:"
                    + port
                    + " is in use\\)")
            .doesNotContain(port + "/metrics");
        String url = running.described().split(" ", 2)[0];
        assertThat(read(url).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void doesNotMoveWhereItWasToldToBe() throws Exception {
    try (ServerSocket taken = listen()) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(port, false).close())
          .isInstanceOf(StartFailure.class)
          .hasMessage(
              "cannot tell the metrics on 127.0.0.1:"
                  + port
                  + " (is another server there? choose with --metrics-listen, or 'off')");
    }
  }

  @Test
  void refusesAHostThatThereIsNot() {
    MetricsAddress nowhere =
        new MetricsAddress(new ListenAddress("no-such-host.invalid", 7401), false);
    assertThatThrownBy(() -> RunningMetrics.start(Optional.of(nowhere), metrics).close())
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("cannot tell the metrics on no-such-host.invalid:7401 ");
  }

  @Test
  void isNowhereWhereItIsOff() {
    try (RunningMetrics running = RunningMetrics.start(Optional.empty(), metrics)) {
      assertThat(running.endpoint()).isEmpty();
      assertThat(running.described()).isEmpty();
    }
  }

  @Test
  void givesThePortBack() throws Exception {
    int port = freePort();
    start(port, false).close();
    try (RunningMetrics again = start(port, false)) {
      assertThat(read(again.described()).statusCode()).isEqualTo(200);
    }
  }

  private RunningMetrics start(int port, boolean mayMove) {
    return RunningMetrics.start(
        Optional.of(new MetricsAddress(new ListenAddress(HOST, port), mayMove)), metrics);
  }

  private static HttpResponse<String> read(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
