package io.redfire.cli;

import io.redfire.client.ChannelFactory;
import io.redfire.client.ServerAddress;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which server, and how connections to it are secured. For one command. */
final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT[,…]",
      converter = Servers.Reader.class,
      defaultValue = "${env:REDFIRE_SERVER:-127.0.0.1:7400}",
      description =
          "Where the server listens; several are tried in turn. Also from REDFIRE_SERVER."
              + " Default: 127.0.0.1:7400.")
  private Servers servers;

  @Mixin private TlsOptions tls;

  List<ServerAddress> addresses() {
    return servers.addresses();
  }

  TlsOptions tls() {
    return tls;
  }

  ChannelFactory channels(World world) {
    return tls.channels(world);
  }
}
