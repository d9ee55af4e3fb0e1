package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import io.redfire.bench.redis.RedisBenchPlan;
import io.redfire.bench.redis.RedisBenchReport;
import java.util.OptionalDouble;

/** The report of a Redis for programs. Names stay; new ones may come. */
public final class RedisJson {
  private RedisJson() {}

  /** One object on one line. */
  public static String line(RedisBenchReport report, JsonFactory factory) {
    return JsonObject.of(
        factory,
        json -> {
          json.put("benchmark", "redis")
              .put("redis", report.redis())
              .put("config", config -> config(report.plan(), config))
              .put("flawless", report.isFlawless())
              .putEach(
                  "appends",
                  report.appends(),
                  (run, object) ->
                      object
                          .put("batch", run.batch())
                          .put("outstanding", run.outstanding())
                          .put("messages", run.messages())
                          .put("per_second", run.perSecond())
                          .put("misplaced", run.misplaced())
                          .putLatency("latency_us", run.latencies()));
          report
              .pubSub()
              .ifPresent(
                  run ->
                      json.put(
                          "pubsub",
                          object ->
                              object
                                  .put("messages", run.messages())
                                  .put("per_second", run.perSecond())
                                  .put("lost", run.lost())
                                  .put("repeated", run.repeated())
                                  .putLatency("latency_us", run.latencies())));
        });
  }

  private static void config(RedisBenchPlan plan, JsonObject json) {
    json.put("rooms", plan.rooms())
        .put("connections", plan.connections())
        .put("size_bytes", plan.size())
        .put(
            "rate_per_second",
            plan.rate() > 0 ? OptionalDouble.of(plan.rate()) : OptionalDouble.empty())
        .put("warm_up_seconds", plan.warmUp().toNanos() / 1e9)
        .put("duration_seconds", plan.duration().toNanos() / 1e9);
  }
}
