package io.redfire.server;

import io.redfire.server.metrics.MetricsEndpoint;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.settings.ExitCode;
import io.redfire.server.settings.ListenAddress;
import io.redfire.server.settings.MetricsAddress;
import io.redfire.server.settings.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The endpoint of the metrics as the settings want it: there, somewhere near, or not at all. */
record RunningMetrics(Optional<MetricsEndpoint> endpoint, String described)
    implements AutoCloseable {
  private static final RunningMetrics OFF = new RunningMetrics(Optional.empty(), "");

  /**
   * Starts it.
   *
   * @throws StartFailure where it cannot listen where it must
   */
  static RunningMetrics start(Optional<MetricsAddress> wanted, ServerMetrics metrics) {
    if (wanted.isEmpty()) {
      return OFF;
    }
    ListenAddress listen = wanted.get().listen();
    try {
      return at(listen, metrics, "");
    } catch (IOException taken) {
      if (!wanted.get().mayMove()) {
        throw refused(listen, taken);
      }
      try {
        return at(new ListenAddress(listen.host(), 0), metrics, " (" + listen + " is in use)");
      } catch (IOException e) {
        throw refused(listen, e);
      }
    }
  }

  private static RunningMetrics at(ListenAddress listen, ServerMetrics metrics, String remark)
      throws IOException {
    MetricsEndpoint endpoint =
        MetricsEndpoint.start(new InetSocketAddress(listen.host(), listen.port()), metrics);
    ListenAddress found = new ListenAddress(listen.host(), endpoint.port());
    return new RunningMetrics(
        Optional.of(endpoint), MetricsEndpoint.url(found.toString()) + remark);
  }

  private static StartFailure refused(ListenAddress listen, IOException cause) {
    return new StartFailure(
        ExitCode.CANNOT_LISTEN,
        "cannot tell the metrics on "
            + listen
            + " (is another server there? choose with --metrics-listen, or 'off')",
        cause);
  }

  @Override
  public void close() {
    endpoint.ifPresent(MetricsEndpoint::close);
  }
}
