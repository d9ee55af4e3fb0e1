package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import io.redfire.bench.idle.IdlePlan;
import io.redfire.bench.idle.IdleReport;
import io.redfire.bench.metrics.Metric;
import java.util.OptionalDouble;

/** The report of idle clients for programs. Names stay; new ones may come. */
public final class IdleJson {
  private IdleJson() {}

  /** One object on one line. */
  public static String line(IdleReport report, JsonFactory factory) {
    return JsonObject.of(
        factory,
        json ->
            json.put("benchmark", "idle")
                .put("started_at", report.begun().toString())
                .put("config", config -> config(report.plan(), config))
                .put("flawless", report.isFlawless())
                .put("join_seconds", report.joining().toNanos() / 1e9)
                .put("joins_per_second", report.joinsPerSecond())
                .put("server_heap_bytes_per_connection", report.perConnection(Metric.HEAP_BYTES))
                .put("server_netty_bytes_per_connection", report.perConnection(Metric.NETTY_BYTES))
                .put(
                    "server_resident_bytes_per_connection",
                    report.perConnection(Metric.RESIDENT_BYTES))
                .put("server_open_fds_per_connection", report.perConnection(Metric.OPEN_FDS))
                .put("server_connections", report.after().get(Metric.CONNECTIONS))
                .put("probe_seconds", report.probing().toNanos() / 1e9)
                .put("probe_deliveries", report.heard())
                .put(report.faults(), report.errors()));
  }

  private static void config(IdlePlan plan, JsonObject json) {
    json.put("servers", plan.nodes().stream().map(Addresses::text).toList())
        .put("connections", plan.connections())
        .put("rooms", plan.rooms())
        .put(
            "pace_per_second",
            plan.pace() > 0 ? OptionalDouble.of(plan.pace()) : OptionalDouble.empty())
        .put("hold_seconds", plan.hold().toNanos() / 1e9)
        .put("drain_seconds", plan.patience().toNanos() / 1e9)
        .put("threads", plan.threads());
  }
}
