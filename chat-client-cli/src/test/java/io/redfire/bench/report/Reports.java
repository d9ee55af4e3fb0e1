package io.redfire.bench.report;

import io.grpc.InsecureChannelCredentials;
import io.redfire.bench.check.Faults;
import io.redfire.bench.idle.IdlePlan;
import io.redfire.bench.idle.IdleReport;
import io.redfire.bench.load.LoadPlan;
import io.redfire.bench.load.LoadReport;
import io.redfire.bench.metrics.Metric;
import io.redfire.bench.metrics.Reading;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** Reports with known figures. */
final class Reports {
  private static final List<InetSocketAddress> NODES =
      List.of(InetSocketAddress.createUnresolved("127.0.0.1", 7400));
  private static final Instant BEGUN = Instant.parse("2026-11-23T12:00:00Z");

  private Reports() {}

  static LoadReport load(Faults faults, Map<String, Long> errors, long unsent) {
    return new LoadReport(
        plan(3),
        BEGUN,
        2,
        new LoadReport.Counts(1_000, 3_000, 1_200, 3_600, unsent),
        latencies(1_000, 1),
        latencies(3_000, 2),
        faults,
        errors,
        new LoadReport.Traffic(240_000, 120_000, 100, 900_000),
        new LoadReport.Cost(OptionalDouble.of(0.6), 0.25));
  }

  static LoadReport nothing() {
    return new LoadReport(
        plan(0),
        BEGUN,
        1,
        new LoadReport.Counts(0, 0, 0, 0, 0),
        new Histogram(3),
        new Histogram(3),
        Faults.NONE,
        Map.of(),
        new LoadReport.Traffic(0, 0, 0, 0),
        new LoadReport.Cost(OptionalDouble.empty(), 0.25));
  }

  static IdleReport idle(Faults faults) {
    return new IdleReport(
        new IdlePlan(
            NODES,
            1_000,
            100,
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            1,
            InsecureChannelCredentials.create()),
        BEGUN,
        Duration.ofSeconds(2),
        new Reading(Map.of(Metric.HEAP_BYTES, 1e6, Metric.OPEN_FDS, 50.0)),
        new Reading(
            Map.of(
                Metric.HEAP_BYTES, 11.24e6, Metric.OPEN_FDS, 1050.0, Metric.CONNECTIONS, 1001.0)),
        Duration.ofMillis(40),
        1_000,
        faults,
        Map.of());
  }

  /** So many, from one to so many steps of 10 µs. */
  private static Histogram latencies(int number, int step) {
    Histogram nanos = new Histogram(3_600_000_000_000L, 3);
    for (int i = 1; i <= number; i++) {
      nanos.recordValue(10_000L * i * step);
    }
    return nanos;
  }

  private static LoadPlan plan(int members) {
    return new LoadPlan(
        NODES,
        1,
        members,
        0,
        1,
        128,
        500,
        16,
        Duration.ofMillis(200),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        LoadPlan.EACH,
        1,
        InsecureChannelCredentials.create());
  }
}
