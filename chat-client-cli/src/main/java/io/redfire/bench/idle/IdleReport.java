package io.redfire.bench.idle;

import io.redfire.bench.check.Faults;
import io.redfire.bench.metrics.Metric;
import io.redfire.bench.metrics.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What idle clients have shown. Immutable.
 *
 * @param plan what was asked for
 * @param begun when
 * @param joining from the first opening until all were joined
 * @param before what the servers told before the first opening
 * @param after what they told after the hold
 * @param probing from the first probe until the last delivery that came
 * @param heard deliveries of the probes
 * @param faults what was wrong with them
 * @param errors how often each other thing went wrong
 */
public record IdleReport(
    IdlePlan plan,
    Instant begun,
    Duration joining,
    Reading before,
    Reading after,
    Duration probing,
    long heard,
    Faults faults,
    Map<String, Long> errors) {

  /** How many were joined in a second. */
  public double joinsPerSecond() {
    return plan.connections() / (joining.toNanos() / 1e9);
  }

  /** By how much a figure of the servers grew, for each client; empty where they do not tell. */
  public OptionalDouble perConnection(Metric metric) {
    OptionalDouble grown = after.since(before, metric);
    return grown.isEmpty() ? grown : OptionalDouble.of(grown.getAsDouble() / plan.connections());
  }

  /** True if each client heard its room's probe once. */
  public boolean isFlawless() {
    return errors.isEmpty() && faults.sum() == 0;
  }
}
