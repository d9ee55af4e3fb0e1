package io.redfire.bench.report;

import static io.redfire.bench.report.Figures.count;
import static io.redfire.bench.report.Figures.time;

import io.redfire.bench.idle.IdleReport;
import io.redfire.bench.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The report of idle clients for people. */
public final class IdleTable {
  private IdleTable() {}

  /** Its lines; reasons in them come from the network. */
  public static List<String> lines(IdleReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        count(report.plan().connections(), "idle client")
            + ", each on a connection of its own, in "
            + count(report.plan().rooms(), "room"));
    lines.add("");
    lines.addAll(times(report));
    List<String> costs = costs(report);
    if (costs.size() > 1) {
      lines.add("");
      lines.addAll(costs);
    }
    lines.add("");
    lines.addAll(
        FaultLines.of(
            report.faults(),
            report.errors(),
            "No faults: each client heard the one message of its room once."));
    return lines;
  }

  private static List<String> times(IdleReport report) {
    Table table = new Table();
    table.row(
        "all joined after", time(report.joining()), count(report.joinsPerSecond()) + " a second");
    table.row("all heard after", time(report.probing()), count(report.heard()) + " heard");
    return table.lines();
  }

  private static List<String> costs(IdleReport report) {
    Table table = new Table();
    table.row("server's memory", "per client", "in all");
    bytes(table, "heap, garbage included", report, Metric.HEAP_BYTES);
    bytes(table, "network buffers", report, Metric.NETTY_BYTES);
    bytes(table, "resident", report, Metric.RESIDENT_BYTES);
    OptionalDouble files = report.perConnection(Metric.OPEN_FDS);
    if (files.isPresent()) {
      double all = files.getAsDouble() * report.plan().connections();
      table.row("open files", Figures.digits(files.getAsDouble()), count(all));
    }
    return table.lines();
  }

  private static void bytes(Table table, String name, IdleReport report, Metric metric) {
    OptionalDouble each = report.perConnection(metric);
    if (each.isPresent()) {
      double all = each.getAsDouble() * report.plan().connections();
      table.row(name, Figures.bytes(each.getAsDouble()), Figures.bytes(all));
    }
  }
}
