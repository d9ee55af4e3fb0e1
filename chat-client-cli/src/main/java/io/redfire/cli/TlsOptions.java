package io.redfire.cli;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.redfire.bench.stream.BearerCredentials;
import io.redfire.client.ChannelFactory;
import io.redfire.client.ServerAddress;
import io.redfire.tls.ClientTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how connections to servers are secured. For one command. */
final class TlsOptions {
  @Option(
      names = "--tls",
      arity = "0",
      defaultValue = "${env:REDFIRE_TLS:-false}",
      fallbackValue = "true",
      description =
          "Connect by TLS, to a server whose certificate this system trusts. Also from"
              + " REDFIRE_TLS=true.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:REDFIRE_TLS_CA}",
      description =
          "Connect by TLS, to a server with a certificate of an authority in this file (PEM). Also"
              + " from REDFIRE_TLS_CA.")
  private @Nullable Path authority;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Show this certificate (PEM) to a server that wants one; with --tls-key.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description =
          "The key of --tls-cert (PEM, PKCS#8, no passphrase), in a file that only its owner can"
              + " read.")
  private @Nullable Path key;

  @Option(
      names = "--plaintext",
      paramLabel = "WHETHER",
      defaultValue = "${env:REDFIRE_PLAINTEXT:-refuse}",
      converter = PlaintextWish.Reader.class,
      description =
          "'allow': let a password or token go without TLS to another machine, where everyone on"
              + " the way can read it. Also from REDFIRE_PLAINTEXT. Default: refuse.")
  private PlaintextWish plaintext;

  /** How to secure connections; empty for not at all. */
  Optional<ClientTls> chosen() {
    Path trusted = authority;
    Path shown = certificate;
    Path itsKey = key;
    if ((shown == null) != (itsKey == null)) {
      throw new Failure(
          ExitCode.USAGE,
          shown == null
              ? "--tls-key: is half of a pair (expected: --tls-cert FILE beside it)"
              : "--tls-cert: is half of a pair (expected: --tls-key FILE beside it)");
    }
    if (!tls && trusted == null && shown == null) {
      return Optional.empty();
    }
    ClientTls chosen = ClientTls.system();
    if (trusted != null) {
      chosen = read("--tls-ca", chosen, before -> before.trusting(trusted));
    }
    if (shown != null && itsKey != null) {
      chosen = read("--tls-cert, --tls-key", chosen, before -> before.showing(shown, itsKey));
    }
    return Optional.of(chosen);
  }

  /** The way to servers: the one chosen, else the program's usual one. */
  ChannelFactory channels(World world) {
    return chosen().map(ChannelFactory::tls).orElseGet(() -> unsecured(world));
  }

  private ChannelFactory unsecured(World world) {
    return plaintext == PlaintextWish.ALLOW ? world.channels().allowingSecrets() : world.channels();
  }

  /** The same for channels of one's own making to these servers, with the token if there is one. */
  ChannelCredentials credentials(World world, List<ServerAddress> servers, Optional<String> token) {
    ChannelCredentials secured =
        chosen().map(ClientTls::credentials).orElseGet(InsecureChannelCredentials::create);
    if (token.isEmpty()) {
      return secured;
    }
    ChannelFactory way = channels(world);
    servers.forEach(way::checkSecrets);
    return BearerCredentials.with(secured, token.get());
  }

  private static ClientTls read(
      String option, ClientTls before, Function<ClientTls, ClientTls> reading) {
    try {
      return reading.apply(before);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, option + ": " + e.getMessage());
    }
  }
}
