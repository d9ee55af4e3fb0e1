package io.redfire.cli;

import static io.redfire.cli.BenchOptions.atLeast;

import io.redfire.bench.BenchException;
import io.redfire.bench.report.SearchJson;
import io.redfire.bench.report.SearchTable;
import io.redfire.bench.search.SearchBench;
import io.redfire.bench.search.SearchPlan;
import io.redfire.bench.search.SearchReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire bench search}: how long a search takes, by what is searched for. */
@Command(
    name = "search",
    description = {
      "Fills a room with messages where it is too short, waits until the server has indexed it, and"
          + " searches it for words of several kinds in turn.",
      "It needs a server that lets guests in; the room is --room, search-bench unless told."
    })
final class BenchSearchCommand implements Callable<Integer> {
  private final World world;

  @Mixin private ServerOptions server;
  @Mixin private TokenOptions token;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      defaultValue = "search-bench",
      description = "A room of this command's own. Default: search-bench.")
  private String room;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Fill the room up to so many; 0 leaves it as it is. Default: 1000000.")
  private long messages;

  @Option(
      names = "--searches",
      paramLabel = "N",
      defaultValue = "300",
      description = "Searches of each kind. Default: 300.")
  private int searches;

  @Option(
      names = "--warm-up-searches",
      paramLabel = "N",
      defaultValue = "100",
      description = "Searches of each kind before they count. Default: 100.")
  private int warmUp;

  @Option(names = "--json", description = "One JSON object instead of the table.")
  private boolean json;

  BenchSearchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    atLeast("--searches", searches, 1);
    atLeast("--warm-up-searches", warmUp, 0);
    if (messages < 0) {
      throw new Failure(ExitCode.USAGE, "--messages: " + messages + " (expected: 0 or more)");
    }
    SearchPlan plan =
        new SearchPlan(
            BenchOptions.resolve(server.addresses().get(0)),
            room,
            messages,
            searches,
            warmUp,
            server.tls().credentials(world, server.addresses(), token.given(world)));
    SearchReport report = run(plan);
    if (json) {
      world.out().line(SearchJson.line(report, BenchOptions.jsonFactory()));
    } else {
      BenchOptions.print(world, SearchTable.lines(report));
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.FAULTS;
  }

  private static SearchReport run(SearchPlan plan) throws InterruptedException {
    try {
      return new SearchBench(plan).run();
    } catch (BenchException e) {
      throw Failure.of(e);
    }
  }
}
