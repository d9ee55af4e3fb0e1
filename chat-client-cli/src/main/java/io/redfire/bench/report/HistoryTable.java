package io.redfire.bench.report;

import static io.redfire.bench.report.Figures.count;
import static io.redfire.bench.report.Figures.time;

import io.redfire.bench.history.HistoryReport;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The report of pages of a room for people. */
public final class HistoryTable {
  private HistoryTable() {}

  /** Its lines. */
  public static List<String> lines(HistoryReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Room "
            + report.room()
            + ", "
            + count(report.entries())
            + " entries"
            + ", pages of "
            + count(report.pageSize()));
    lines.add("");
    Table table = new Table();
    table.row("begins at", "after seq", "p50", "p99", "p99.9", "max");
    for (HistoryReport.Place place : report.places()) {
      row(table, place, place.latencies());
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "Median at the slowest place: " + Figures.digits(report.spread()) + " × the fastest.");
    long wrong = report.places().stream().mapToLong(HistoryReport.Place::wrong).sum();
    lines.add(
        wrong == 0
            ? "No faults: each page was dense and where it should be."
            : "FAULTS: " + count(wrong) + " pages were not dense, or not where they should be.");
    return lines;
  }

  private static void row(Table table, HistoryReport.Place place, Histogram nanos) {
    table.row(
        Figures.digits(place.percent()) + " %",
        count(place.afterSeq()),
        time((double) nanos.getValueAtPercentile(50)),
        time((double) nanos.getValueAtPercentile(99)),
        time((double) nanos.getValueAtPercentile(99.9)),
        time((double) nanos.getMaxValue()));
  }
}
