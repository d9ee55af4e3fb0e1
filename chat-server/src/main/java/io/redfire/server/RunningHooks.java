package io.redfire.server;

import io.redfire.server.http.HookEndpoint;
import io.redfire.server.settings.ExitCode;
import io.redfire.server.settings.HttpAddress;
import io.redfire.server.settings.ListenAddress;
import io.redfire.server.settings.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where posts to webhooks are taken, as the settings want it: there, somewhere near, or nowhere.
 */
record RunningHooks(Optional<HookEndpoint> endpoint, String described) implements AutoCloseable {
  private static final RunningHooks OFF = new RunningHooks(Optional.empty(), "");

  /**
   * Starts it.
   *
   * @param tls whether the node has TLS
   * @throws StartFailure where it cannot listen where it must
   */
  static RunningHooks start(Optional<HttpAddress> wanted, ChatNode node, boolean tls) {
    if (wanted.isEmpty()) {
      return OFF;
    }
    ListenAddress listen = wanted.get().listen();
    try {
      return at(listen, node, tls, "");
    } catch (IOException taken) {
      if (!wanted.get().mayMove()) {
        throw refused(listen, taken);
      }
      try {
        return at(new ListenAddress(listen.host(), 0), node, tls, " (" + listen + " is in use)");
      } catch (IOException e) {
        throw refused(listen, e);
      }
    }
  }

  private static RunningHooks at(ListenAddress listen, ChatNode node, boolean tls, String remark)
      throws IOException {
    HookEndpoint endpoint =
        node.listenForHooks(new InetSocketAddress(listen.host(), listen.port()));
    ListenAddress found = new ListenAddress(listen.host(), endpoint.port());
    return new RunningHooks(
        Optional.of(endpoint), (tls ? "https://" : "http://") + found + "/hooks/…" + remark);
  }

  private static StartFailure refused(ListenAddress listen, IOException cause) {
    return new StartFailure(
        ExitCode.CANNOT_LISTEN,
        "cannot take posts to webhooks on "
            + listen
            + " (is another server there? choose with --http-listen, or 'off')",
        cause);
  }

  @Override
  public void close() {
    endpoint.ifPresent(HookEndpoint::close);
  }
}
