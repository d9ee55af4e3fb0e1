package io.redfire.bench.report;

import static io.redfire.bench.report.Figures.bytes;
import static io.redfire.bench.report.Figures.count;
import static io.redfire.bench.report.Figures.time;

import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadReport;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The report of a load for people. */
public final class LoadTable {
  private LoadTable() {}

  /** Its lines; reasons in them come from the network. */
  public static List<String> lines(LoadReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(load(report.plan()));
    lines.add(streams(report));
    lines.add("");
    lines.addAll(rates(report));
    lines.add("");
    lines.addAll(latencies(report));
    lines.add("");
    lines.addAll(costs(report));
    if (report.counts().unsent() > 0) {
      lines.add("");
      lines.add(
          "The rate was not kept: "
              + count(report.counts().unsent(), "send")
              + " due in time did not go, too many before them being unanswered.");
    }
    lines.add("");
    lines.addAll(
        FaultLines.of(
            report.faults(),
            report.errors(),
            report.plan().members() == 0
                ? "No faults: each send was accepted."
                : "No faults: each send was accepted, each delivery came once and in order."));
    return lines;
  }

  /** What load it is, in one line. */
  static String load(LoadPlan plan) {
    return count(plan.rooms(), "room")
        + " × "
        + count(plan.members(), "member")
        + (plan.stalled() > 0 ? " and " + count(plan.stalled()) + " that stall" : "")
        + " × "
        + count(plan.senders(), "sender")
        + ", "
        + count(plan.size(), "byte")
        + ", "
        + (plan.rate() > 0
            ? Figures.digits(plan.rate()) + " sends/s"
            : count(plan.inFlight()) + " in flight each");
  }

  private static String streams(LoadReport report) {
    LoadPlan plan = report.plan();
    return count(plan.rooms() * (long) (plan.members() + plan.senders()), "stream")
        + " on "
        + count(report.connections(), "connection")
        + " to "
        + count(plan.nodes().size(), "server")
        + ", measured for "
        + time(plan.duration())
        + " after "
        + time(plan.warmUp())
        + " of warm-up";
  }

  private static List<String> rates(LoadReport report) {
    Table table = new Table();
    table.row("", "per second", "measured");
    table.row("sends", count(report.sendsPerSecond()), count(report.counts().sends()));
    if (report.plan().members() > 0) {
      table.row(
          "deliveries", count(report.deliveriesPerSecond()), count(report.counts().deliveries()));
    }
    return table.lines();
  }

  private static List<String> latencies(LoadReport report) {
    Table table = new Table();
    table.row("latency", "p50", "p99", "p99.9", "max");
    latency(table, "acknowledgement", report.acknowledged());
    if (report.plan().members() > 0) {
      latency(table, "delivery", report.delivered());
    }
    return table.lines();
  }

  private static void latency(Table table, String name, Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      table.row(name, "-", "-", "-", "-");
      return;
    }
    table.row(
        name,
        time((double) nanos.getValueAtPercentile(50)),
        time((double) nanos.getValueAtPercentile(99)),
        time((double) nanos.getValueAtPercentile(99.9)),
        time((double) nanos.getMaxValue()));
  }

  private static List<String> costs(LoadReport report) {
    LoadReport.Counts counts = report.counts();
    Table table = new Table();
    table.row("cost", "per send", "per delivery", "in all");
    LoadReport.Traffic traffic = report.traffic();
    table.row(
        "wire, sent",
        perBytes(traffic.senderOut(), counts.allSends()),
        "",
        bytes(traffic.senderOut() + traffic.memberOut()));
    table.row(
        "wire, received",
        perBytes(traffic.senderIn(), counts.allSends()),
        perBytes(traffic.memberIn(), counts.allDeliveries()),
        bytes(traffic.senderIn() + traffic.memberIn()));
    report.cost().servers().ifPresent(seconds -> cpu(table, "processor, server", seconds, counts));
    cpu(table, "processor, this tool", report.cost().tool(), counts);
    return table.lines();
  }

  private static void cpu(Table table, String name, double seconds, LoadReport.Counts counts) {
    table.row(
        name,
        perTime(seconds * 1e9, counts.sends()),
        perTime(seconds * 1e9, counts.deliveries()),
        time(seconds * 1e9));
  }

  private static String perTime(double nanos, long number) {
    return number == 0 ? "-" : time(nanos / number);
  }

  private static String perBytes(long amount, long number) {
    return number == 0 ? "-" : Figures.digits((double) amount / number) + " B";
  }
}
