package io.redfire.cli;

import io.redfire.bench.BenchException;
import io.redfire.bench.load.LoadBench;
import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadReport;
import io.redfire.client.ServerAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code redfire bench}: puts a load on a server and says what it did with it. */
@Command(
    name = "bench",
    description = {
      "Puts a load on a server, checks each delivery, and reports rates and latencies.",
      "It writes into new rooms named bench-…. They stay in the Redis, and there is no way yet to"
          + " delete them over the API: use a Redis for trying things out, or a server with"
          + " --retain."
    })
final class BenchCommand implements Callable<Integer> {
  private final World world;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT[,…]",
      converter = Servers.Reader.class,
      defaultValue = "${env:REDFIRE_SERVER:-127.0.0.1:7400}",
      description =
          "The server, or several of one Redis: the streams take them in turn. Also from"
              + " REDFIRE_SERVER. Default: 127.0.0.1:7400.")
  private List<Servers> servers;

  @Option(names = "--rooms", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
  private int rooms;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "10",
      description = "Readers of each room, each a stream; 0 measures sends only. Default: 10.")
  private int members;

  @Option(
      names = "--senders",
      paramLabel = "N",
      defaultValue = "1",
      description = "Authors in each room, each a stream that reads nothing. Default: 1.")
  private int senders;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Bytes of each text, 26 or more. Default: 128.")
  private int size;

  @Option(
      names = "--rate",
      paramLabel = "N[/s]",
      converter = Rates.class,
      description =
          "Sends a second of all senders together, at fixed times; latency counts from the time at"
              + " which a send was due, even if it had to wait. Without it each sender sends as fast"
              + " as it is acknowledged.")
  private @Nullable Double rate;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "16",
      description = "Unanswered sends of each sender, at most. Default: 16.")
  private int inFlight;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = Spans.class,
      description = "Load before the measurement. Default: 2s.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Spans.class,
      description = "Time of the measurement. Default: 10s.")
  private Duration duration;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Spans.class,
      description =
          "How long to wait afterwards for what is still on its way; the rest is lost. Default:"
              + " 10s.")
  private Duration drain;

  @Option(
      names = "--connections",
      paramLabel = "N|each",
      defaultValue = "1",
      converter = Connections.class,
      description =
          "TCP connections that the streams share, at least one for 32 streams as servers take no"
              + " more; 'each' for one per stream. Default: as few as possible.")
  private int connections;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the tool that carry all streams. Default: 1.")
  private int threads;

  BenchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            servers.stream()
                .flatMap(some -> some.addresses().stream())
                .map(BenchCommand::resolve)
                .toList(),
            rooms,
            members,
            senders,
            size,
            rate == null ? 0 : rate,
            inFlight,
            warmUp,
            duration,
            drain,
            connections,
            threads);
    LoadReport report;
    try {
      report = new LoadBench(plan, second -> world.notes().say(second.toString())).run();
    } catch (BenchException e) {
      throw new Failure(ExitCode.OTHER, String.valueOf(e.getMessage()));
    }
    world
        .out()
        .line(
            report.sendsPerSecond() + " sends/s " + report.deliveriesPerSecond() + " deliveries/s");
    for (double p : new double[] {50, 99, 99.9, 100}) {
      world
          .out()
          .line(
              String.format(
                  "p%s ack %.0f us, delivery %.0f us",
                  p,
                  report.acknowledged().getValueAtPercentile(p) / 1e3,
                  report.delivered().getValueAtPercentile(p) / 1e3));
    }
    world
        .out()
        .line(
            report.faults()
                + " "
                + report.errors()
                + " unsent "
                + report.unsent()
                + " "
                + report.traffic()
                + " connections "
                + report.connections()
                + " total "
                + report.sentTotal()
                + " "
                + report.deliveredTotal());
    return report.isFlawless() ? ExitCode.DONE : 76;
  }

  private static InetSocketAddress resolve(ServerAddress server) {
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    if (address.isUnresolved()) {
      throw new Failure(ExitCode.UNREACHABLE, "--server: no host '" + server.host() + "' is known");
    }
    return address;
  }
}
