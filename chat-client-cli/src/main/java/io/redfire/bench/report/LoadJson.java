package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadReport;
import java.util.OptionalDouble;

/** The report of a load for programs. Names stay; new ones may come. */
public final class LoadJson {
  private LoadJson() {}

  /** One object on one line. */
  public static String line(LoadReport report, JsonFactory factory) {
    LoadReport.Counts counts = report.counts();
    LoadReport.Traffic traffic = report.traffic();
    return JsonObject.of(
        factory,
        json ->
            json.put("benchmark", "load")
                .put("started_at", report.begun().toString())
                .put("config", config -> config(report.plan(), config))
                .put("flawless", report.isFlawless())
                .put("connections", report.connections())
                .put("sends", counts.sends())
                .put("deliveries", counts.deliveries())
                .put("sends_per_second", report.sendsPerSecond())
                .put("deliveries_per_second", report.deliveriesPerSecond())
                .put("unsent", counts.unsent())
                .put("total_sends", counts.allSends())
                .put("total_deliveries", counts.allDeliveries())
                .putLatency("ack_latency_us", report.acknowledged())
                .putLatency("delivery_latency_us", report.delivered())
                .put(report.faults(), report.errors())
                .put(
                    "wire_bytes",
                    wire ->
                        wire.put("sender_sent", traffic.senderOut())
                            .put("sender_received", traffic.senderIn())
                            .put("member_sent", traffic.memberOut())
                            .put("member_received", traffic.memberIn()))
                .put("wire_bytes_per_send", per((double) traffic.senderOut(), counts.allSends()))
                .put(
                    "wire_bytes_per_delivery",
                    per((double) traffic.memberIn(), counts.allDeliveries()))
                .put("server_cpu_seconds", report.cost().servers())
                .put("server_cpu_us_per_send", cpu(report, counts.sends()))
                .put("server_cpu_us_per_delivery", cpu(report, counts.deliveries()))
                .put("tool_cpu_seconds", report.cost().tool()));
  }

  private static void config(LoadPlan plan, JsonObject json) {
    json.put("servers", plan.nodes().stream().map(Addresses::text).toList())
        .put("rooms", plan.rooms())
        .put("members", plan.members())
        .put("stalled", plan.stalled())
        .put("senders", plan.senders())
        .put("size_bytes", plan.size())
        .put(
            "rate_per_second",
            plan.rate() > 0 ? OptionalDouble.of(plan.rate()) : OptionalDouble.empty())
        .put("in_flight", plan.inFlight())
        .put("warm_up_seconds", plan.warmUp().toNanos() / 1e9)
        .put("duration_seconds", plan.duration().toNanos() / 1e9)
        .put("drain_seconds", plan.drain().toNanos() / 1e9)
        .put("threads", plan.threads());
    if (plan.connections() == LoadPlan.EACH) {
      json.put("connections", "each");
    } else {
      json.put("connections", plan.connections());
    }
  }

  private static OptionalDouble cpu(LoadReport report, long number) {
    OptionalDouble seconds = report.cost().servers();
    return seconds.isEmpty() ? seconds : per(seconds.getAsDouble() * 1e6, number);
  }

  private static OptionalDouble per(double amount, long number) {
    return number == 0 ? OptionalDouble.empty() : OptionalDouble.of(amount / number);
  }
}
