package io.redfire.bench.report;

import static io.redfire.bench.report.Figures.count;
import static io.redfire.bench.report.Figures.time;

import io.redfire.bench.redis.AppendResult;
import io.redfire.bench.redis.PubSubResult;
import io.redfire.bench.redis.RedisBenchPlan;
import io.redfire.bench.redis.RedisBenchReport;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The report of a Redis for people. */
public final class RedisTable {
  private RedisTable() {}

  /** Its lines. */
  public static List<String> lines(RedisBenchReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(load(report));
    lines.add("");
    Table table = new Table();
    table.row("", "per second", "measured", "p50", "p99", "p99.9", "max");
    for (AppendResult run : report.appends()) {
      row(
          table,
          "appends, " + count(run.batch()) + " in a call",
          run.perSecond(),
          run.messages(),
          run.latencies());
    }
    report
        .pubSub()
        .ifPresent(
            run ->
                row(table, "publish, subscribe", run.perSecond(), run.messages(), run.latencies()));
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        report.isFlawless()
            ? "No faults: each message came once and in order."
            : "FAULTS: " + faults(report));
    return lines;
  }

  private static String load(RedisBenchReport report) {
    RedisBenchPlan plan = report.plan();
    String what = report.redis() + ", " + count(plan.size(), "byte");
    if (!report.appends().isEmpty()) {
      what +=
          ", "
              + count(plan.rooms(), "room")
              + " over "
              + count(plan.connections(), "connection")
              + ", "
              + count(plan.outstanding())
              + " under way";
    }
    return plan.rate() > 0 ? what + ", " + Figures.digits(plan.rate()) + " publishes/s" : what;
  }

  private static void row(
      Table table, String name, double perSecond, long messages, Histogram nanos) {
    table.row(
        name,
        count(perSecond),
        count(messages),
        time((double) nanos.getValueAtPercentile(50)),
        time((double) nanos.getValueAtPercentile(99)),
        time((double) nanos.getValueAtPercentile(99.9)),
        time((double) nanos.getMaxValue()));
  }

  private static String faults(RedisBenchReport report) {
    long misplaced = report.appends().stream().mapToLong(AppendResult::misplaced).sum();
    long lost = report.pubSub().map(PubSubResult::lost).orElse(0L);
    long repeated = report.pubSub().map(PubSubResult::repeated).orElse(0L);
    return count(misplaced)
        + " appends misplaced; of the published "
        + count(lost)
        + " lost, "
        + count(repeated)
        + " repeated.";
  }
}
