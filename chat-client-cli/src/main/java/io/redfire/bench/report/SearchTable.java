package io.redfire.bench.report;

import static io.redfire.bench.report.Figures.count;
import static io.redfire.bench.report.Figures.time;

import io.redfire.bench.search.SearchReport;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The report of searches for people. */
public final class SearchTable {
  private SearchTable() {}

  /** Its lines. */
  public static List<String> lines(SearchReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Room "
            + report.room()
            + ", "
            + count(report.entries())
            + " entries, indexed after "
            + time((double) report.indexed().toNanos()));
    lines.add("");
    Table table = new Table();
    table.row("searches for", "count", "p50", "p99", "max");
    report.kinds().forEach(kind -> row(table, kind.name(), kind.latencies()));
    row(table, "all", report.all());
    lines.addAll(table.lines());
    lines.add("");
    long wrong = report.kinds().stream().mapToLong(SearchReport.Kind::wrong).sum();
    lines.add(
        wrong == 0
            ? "No faults: each answer held what was asked for, newest first."
            : "FAULTS: " + count(wrong) + " answers did not hold what was asked for.");
    return lines;
  }

  private static void row(Table table, String name, Histogram nanos) {
    table.row(
        name,
        count(nanos.getTotalCount()),
        time((double) nanos.getValueAtPercentile(50)),
        time((double) nanos.getValueAtPercentile(99)),
        time((double) nanos.getMaxValue()));
  }
}
