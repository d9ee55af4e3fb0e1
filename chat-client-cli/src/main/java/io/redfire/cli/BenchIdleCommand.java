package io.redfire.cli;

import static io.redfire.cli.BenchOptions.atLeast;

import io.redfire.bench.BenchException;
import io.redfire.bench.idle.IdleBench;
import io.redfire.bench.idle.IdlePlan;
import io.redfire.bench.idle.IdleReport;
import io.redfire.bench.report.IdleJson;
import io.redfire.bench.report.IdleTable;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire bench idle}: what clients cost that only listen. */
@Command(
    name = "idle",
    description = {
      "Opens many clients, each with a TCP connection of its own, which only listen to a room."
          + " Reports how fast they were taken and what each costs the server, then sends one"
          + " message into each room and looks whether every client heard it once.",
      "The server's heap holds garbage too. For an exact figure collect it during --hold, and once"
          + " before: jcmd PID GC.run",
      "It writes into new rooms named bench-…, which stay in the Redis.",
      "Its clients are guests. With a token they are all of that one user, to whom the limits of the"
          + " server apply."
    })
final class BenchIdleCommand implements Callable<Integer> {
  private final World world;

  @Mixin private BenchOptions common;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many clients. Default: 1000.")
  private int connections;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many rooms they are spread over. Default: 100.")
  private int rooms;

  @Option(
      names = "--pace",
      paramLabel = "N[/s]",
      converter = Rates.class,
      description =
          "Clients that begin in a second, at most. Default: as fast as they are taken, 64 at once.")
  private @Nullable Double pace;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Spans.class,
      description = "Leave them alone so long before the metrics are read. Default: 10s.")
  private Duration hold;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Spans.class,
      description = "Wait so long for the messages; the rest is lost. Default: 30s.")
  private Duration drain;

  BenchIdleCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    IdlePlan plan =
        new IdlePlan(
            common.nodes(),
            atLeast("--connections", connections, 1),
            Math.min(connections, atLeast("--rooms", rooms, 1)),
            pace == null ? 0 : pace,
            hold,
            drain,
            common.threads(),
            common.credentials(world));
    IdleReport report;
    try {
      report =
          new IdleBench(plan, common.serverMetrics(), phase -> common.progress(world, phase)).run();
    } catch (BenchException e) {
      throw Failure.of(e);
    }
    if (common.json()) {
      world.out().line(IdleJson.line(report, BenchOptions.jsonFactory()));
    } else {
      BenchOptions.print(world, IdleTable.lines(report));
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.FAULTS;
  }
}
