package io.redfire.cli;

import static io.redfire.cli.BenchOptions.atLeast;

import io.redfire.bench.BenchException;
import io.redfire.bench.load.LoadBench;
import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadProgress;
import io.redfire.bench.load.LoadReport;
import io.redfire.bench.report.LatencyPlot;
import io.redfire.bench.report.LatencySvg;
import io.redfire.bench.report.LoadJson;
import io.redfire.bench.report.LoadTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire bench}: puts a load on a server and says what it did with it. */
@Command(
    name = "bench",
    description = {
      "Puts a load on a server, checks each delivery, and reports rates and latencies.",
      "It writes into new rooms named bench-…. They stay in the Redis, and there is no way yet to"
          + " delete them over the API: use a Redis for trying things out, or a server with"
          + " --retain.",
      "Its streams are guests. With a token they are all of that one user, to whom the limits of the"
          + " server apply.",
      "Where it shares a machine with the server, run it as 'java -XX:TieredStopAtLevel=1"
          + " -XX:+UseSerialGC -jar redfire.jar bench': a short run otherwise spends more on"
          + " compiling itself than on the load."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_STREAMS = 1_000_000;

  private final World world;

  @Mixin private BenchOptions common;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many rooms. Default: 1.")
  private int rooms;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "10",
      description = "Readers of each room, each a stream; 0 measures sends only. Default: 10.")
  private int members;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Further readers of each room that follow it and then read nothing, each on a connection"
              + " of its own. Default: 0.")
  private int stalled;

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

  @Option(names = "--plot", description = "Draw latency by percentile below the table.")
  private boolean plot;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write latency by percentile as a picture, over what the file held.")
  private @Nullable Path svg;

  BenchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    LoadPlan plan = plan();
    LoadReport report;
    try {
      report = new LoadBench(plan, common.serverMetrics(), this::progress).run();
    } catch (BenchException e) {
      throw Failure.of(e);
    }
    if (svg != null) {
      write(svg, LatencySvg.of(report));
    }
    if (common.json()) {
      world.out().line(LoadJson.line(report, BenchOptions.jsonFactory()));
    } else {
      BenchOptions.print(world, LoadTable.lines(report));
    }
    if (plot) {
      world.out().line("");
      BenchOptions.print(world, LatencyPlot.lines(report));
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.FAULTS;
  }

  private void check() {
    if (plot && common.json()) {
      throw new Failure(ExitCode.USAGE, "--plot and --json were both given (expected: one)");
    }
    if (duration.isZero()) {
      throw new Failure(ExitCode.USAGE, "--duration: 0 (expected: more than 0)");
    }
    if (svg != null) {
      // Found out now rather than after the measurement.
      Path directory = svg.toAbsolutePath().getParent();
      if (directory == null || !Files.isDirectory(directory)) {
        throw new Failure(
            ExitCode.USAGE, "--svg: '" + svg + "' (expected: a file in a directory that exists)");
      }
    }
  }

  private LoadPlan plan() {
    long streams =
        (long) atLeast("--rooms", rooms, 1)
            * ((long) atLeast("--members", members, 0)
                + atLeast("--stalled", stalled, 0)
                + atLeast("--senders", senders, 1));
    if (streams > MOST_STREAMS) {
      throw new Failure(
          ExitCode.USAGE,
          streams
              + " streams (expected: rooms × (members + stalled + senders) of at most "
              + MOST_STREAMS
              + ")");
    }
    return new LoadPlan(
        common.nodes(),
        rooms,
        members,
        stalled,
        senders,
        atLeast("--size", size, LoadPlan.LEAST_SIZE),
        rate == null ? 0 : rate,
        atLeast("--in-flight", inFlight, 1),
        warmUp,
        duration,
        drain,
        connections,
        common.threads(),
        common.credentials(world));
  }

  private void progress(LoadProgress.Second second) {
    common.progress(
        world,
        String.format(
            Locale.ROOT,
            "%3d s %s  %,9d sends/s  %,11d deliveries/s  %,d errors",
            second.elapsed(),
            second.measured() ? "measuring" : "warm-up  ",
            second.sends(),
            second.deliveries(),
            second.errors()));
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new Failure(ExitCode.OTHER, "--svg: '" + file + "' cannot be written: " + e);
    }
  }
}
