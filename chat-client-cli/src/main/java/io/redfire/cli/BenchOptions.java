package io.redfire.cli;

import com.fasterxml.jackson.core.JsonFactory;
import io.grpc.ChannelCredentials;
import io.redfire.bench.metrics.ServerMetrics;
import io.redfire.client.ServerAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every measurement of servers has. For one command. */
final class BenchOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT[,…]",
      converter = Servers.Reader.class,
      defaultValue = "${env:REDFIRE_SERVER:-127.0.0.1:7400}",
      description =
          "The server, or several of one Redis, which the streams take in turn. May be repeated."
              + " Also from REDFIRE_SERVER. Default: 127.0.0.1:7400.")
  private List<Servers> servers;

  @Mixin private TlsOptions tls;
  @Mixin private TokenOptions token;

  @Option(
      names = "--metrics",
      paramLabel = "URL",
      converter = MetricsPages.class,
      description =
          "Where a server shows its metrics as Prometheus reads them, such as"
              + " http://127.0.0.1:7401/metrics; once for each server. The report then has what the"
              + " servers spent.")
  private @Nullable List<URI> metrics;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of this tool that carry its connections. Default: one for two processors.")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Option(
      names = "--progress",
      description =
          "Say once a second on standard error how it goes. Without it only where that is a"
              + " terminal.")
  private boolean progress;

  List<InetSocketAddress> nodes() {
    return addresses().stream().map(BenchOptions::resolve).toList();
  }

  private List<ServerAddress> addresses() {
    return servers.stream().flatMap(some -> some.addresses().stream()).toList();
  }

  /** All streams are guests, or of the one user whose token is given. */
  ChannelCredentials credentials(World world) {
    return tls.credentials(world, addresses(), token.given(world));
  }

  ServerMetrics serverMetrics() {
    return new ServerMetrics(metrics == null ? List.of() : metrics);
  }

  int threads() {
    return threads == null
        ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
        : atLeast("--threads", threads, 1);
  }

  boolean json() {
    return json;
  }

  /** Says how it goes, where somebody wants to know. */
  void progress(World world, String line) {
    if (progress || world.watched()) {
      world.notes().say(line);
    }
  }

  /** Prints a table; what comes from the network in it is made harmless. */
  static void print(World world, List<String> table) {
    table.forEach(line -> world.out().line(TerminalText.neutralise(line)));
  }

  /** Makes JSON that is harmless on a terminal. */
  static JsonFactory jsonFactory() {
    return JsonFactory.builder().build().setCharacterEscapes(new SafeEscapes());
  }

  static int atLeast(String option, int given, int least) {
    if (given < least) {
      throw new Failure(
          ExitCode.USAGE, option + ": " + given + " (expected: " + least + " or more)");
    }
    return given;
  }

  static InetSocketAddress resolve(ServerAddress server) {
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    if (address.isUnresolved()) {
      throw new Failure(ExitCode.UNREACHABLE, server + ": no such host is known");
    }
    return address;
  }
}
