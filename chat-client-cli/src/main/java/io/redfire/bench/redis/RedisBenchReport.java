package io.redfire.bench.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What was measured, for people and for programs. Immutable. */
public final class RedisBenchReport {
  private static final JsonFactory JSON = new JsonFactory();

  private final String redis;
  private final RedisBenchPlan plan;
  private final List<AppendResult> appends;
  private final Optional<PubSubResult> pubSub;

  RedisBenchReport(
      String redis,
      RedisBenchPlan plan,
      List<AppendResult> appends,
      Optional<PubSubResult> pubSub) {
    this.redis = redis;
    this.plan = plan;
    this.appends = List.copyOf(appends);
    this.pubSub = pubSub;
  }

  /** Whether each message came once, in order, to where it should. */
  public boolean isSound() {
    return appends.stream().allMatch(result -> result.misplaced() == 0)
        && pubSub.stream().allMatch(result -> result.lost() == 0 && result.repeated() == 0);
  }

  /** A table of a few lines. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-26s %12s %12s %9s %9s %9s %9s  %s",
            "Redis at " + redis,
            "messages",
            "a second",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "max ms",
            "wrong"));
    for (AppendResult run : appends) {
      lines.add(
          line(
              "appends, " + run.batch() + " in a call",
              run.messages(),
              run.seconds(),
              run.latencies(),
              run.misplaced() + " misplaced"));
    }
    pubSub.ifPresent(
        run ->
            lines.add(
                line(
                    "publish, subscribe",
                    run.messages(),
                    run.seconds(),
                    run.latencies(),
                    run.lost() + " lost, " + run.repeated() + " repeated")));
    return lines;
  }

  private static String line(
      String name, long messages, double seconds, Histogram latencies, String wrong) {
    return String.format(
        Locale.ROOT,
        "%-26s %12d %12.0f %9.3f %9.3f %9.3f %9.3f  %s",
        name,
        messages,
        messages / seconds,
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6,
        latencies.getValueAtPercentile(99.9) / 1e6,
        latencies.getMaxValue() / 1e6,
        wrong);
  }

  /** One object of one line; times in milliseconds. */
  public String json() {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("redis", redis);
      json.writeNumberField("size", plan.size());
      json.writeArrayFieldStart("appends");
      for (AppendResult run : appends) {
        json.writeStartObject();
        json.writeNumberField("rooms", plan.rooms());
        json.writeNumberField("connections", plan.connections());
        json.writeNumberField("outstanding", run.outstanding());
        json.writeNumberField("batch", run.batch());
        json.writeNumberField("misplaced", run.misplaced());
        write(json, run.messages(), run.seconds(), run.latencies());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (pubSub.isPresent()) {
        PubSubResult run = pubSub.get();
        json.writeObjectFieldStart("pubsub");
        json.writeNumberField("rate", run.rate());
        json.writeNumberField("lost", run.lost());
        json.writeNumberField("repeated", run.repeated());
        write(json, run.messages(), run.seconds(), run.latencies());
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return line.toString();
  }

  private static void write(JsonGenerator json, long messages, double seconds, Histogram latencies)
      throws IOException {
    json.writeNumberField("messages", messages);
    json.writeNumberField("seconds", seconds);
    json.writeNumberField("per_second", messages / seconds);
    json.writeObjectFieldStart("latency_ms");
    json.writeNumberField("p50", latencies.getValueAtPercentile(50) / 1e6);
    json.writeNumberField("p99", latencies.getValueAtPercentile(99) / 1e6);
    json.writeNumberField("p99_9", latencies.getValueAtPercentile(99.9) / 1e6);
    json.writeNumberField("max", latencies.getMaxValue() / 1e6);
    json.writeEndObject();
  }
}
