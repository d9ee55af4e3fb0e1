package io.redfire.cli;

import io.redfire.bench.BenchException;
import io.redfire.bench.history.HistoryBench;
import io.redfire.bench.history.HistoryPlan;
import io.redfire.bench.history.HistoryReport;
import io.redfire.client.ServerAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire bench history}: how long a page takes, by where in a room it is. */
@Command(
    name = "history",
    description = {
      "Reads pages at several places of a room that holds entries already, the places in turn, and"
          + " reports how long a page took at each.",
      "It writes nothing."
    })
final class BenchHistoryCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CommonOptions common;

  @Option(
      names = "--at",
      paramLabel = "PERCENT",
      split = ",",
      defaultValue = "0,25,50,75,99.9",
      description =
          "Where the pages begin, in percent of the room; 0 is its oldest entry. Default:"
              + " 0,25,50,75,99.9.")
  private List<Double> places;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "500",
      description = "Pages at each place. Default: 500.")
  private int pages;

  @Option(
      names = "--warm-up-pages",
      paramLabel = "N",
      defaultValue = "200",
      description = "Pages at each place before they count. Default: 200.")
  private int warmUp;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Entries of a page; the server cuts it to its limit. Default: 1000.")
  private int pageSize;

  @Option(names = "--json", description = "One JSON object instead of the table.")
  private boolean json;

  BenchHistoryCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    check();
    HistoryPlan plan = new HistoryPlan(node(), common.room(), places, pages, warmUp, pageSize);
    HistoryReport report = run(plan);
    if (json) {
      world.out().line(report.json());
    } else {
      report.table().forEach(world.out()::line);
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.OTHER;
  }

  private InetSocketAddress node() {
    ServerAddress server = common.addresses().get(0);
    return new InetSocketAddress(server.host(), server.port());
  }

  private static HistoryReport run(HistoryPlan plan) {
    try {
      return new HistoryBench(plan).run();
    } catch (BenchException e) {
      throw new Failure(ExitCode.OTHER, String.valueOf(e.getMessage()));
    }
  }

  private void check() {
    for (double place : places) {
      if (!(place >= 0 && place <= 100)) {
        throw new Failure(ExitCode.USAGE, "--at: " + place + " (expected: 0 to 100)");
      }
    }
    if (pages < 1) {
      throw new Failure(ExitCode.USAGE, "--pages: " + pages + " (expected: 1 or more)");
    }
    if (warmUp < 0) {
      throw new Failure(ExitCode.USAGE, "--warm-up-pages: " + warmUp + " (expected: 0 or more)");
    }
    if (pageSize < 1) {
      throw new Failure(ExitCode.USAGE, "--page-size: " + pageSize + " (expected: 1 or more)");
    }
  }
}
