package io.redfire.cli;

import static io.redfire.cli.BenchOptions.atLeast;

import io.redfire.bench.BenchException;
import io.redfire.bench.history.HistoryBench;
import io.redfire.bench.history.HistoryPlan;
import io.redfire.bench.history.HistoryReport;
import io.redfire.bench.report.HistoryJson;
import io.redfire.bench.report.HistoryTable;
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

  @Mixin private ServerOptions server;
  @Mixin private TokenOptions token;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      defaultValue = "${env:REDFIRE_ROOM:-chat}",
      description = "The room. Also from REDFIRE_ROOM. Default: chat.")
  private String room;

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
    HistoryPlan plan =
        new HistoryPlan(
            BenchOptions.resolve(server.addresses().get(0)),
            room,
            places,
            pages,
            warmUp,
            pageSize,
            server.tls().credentials(world, server.addresses(), token.given(world)));
    HistoryReport report = run(plan);
    if (json) {
      world.out().line(HistoryJson.line(report, BenchOptions.jsonFactory()));
    } else {
      BenchOptions.print(world, HistoryTable.lines(report));
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.FAULTS;
  }

  private static HistoryReport run(HistoryPlan plan) {
    try {
      return new HistoryBench(plan).run();
    } catch (BenchException e) {
      throw Failure.of(e);
    }
  }

  private void check() {
    for (double place : places) {
      if (!(place >= 0 && place <= 100)) {
        throw new Failure(ExitCode.USAGE, "--at: " + place + " (expected: 0 to 100)");
      }
    }
    atLeast("--pages", pages, 1);
    atLeast("--warm-up-pages", warmUp, 0);
    atLeast("--page-size", pageSize, 1);
  }
}
