package io.redfire.bench.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What servers told at one time, summed over them. Immutable.
 *
 * @param figures those that were told
 */
public record Reading(Map<Metric, Double> figures) {

  /** Copies. */
  public Reading {
    figures = Map.copyOf(figures);
  }

  /** Reads the Prometheus text format; skips what it does not need. */
  static Reading parse(String text) {
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    text.lines().forEach(line -> parseLine(line, figures));
    return new Reading(figures);
  }

  private static void parseLine(String line, Map<Metric, Double> figures) {
    if (line.isEmpty() || line.charAt(0) == '#') {
      return;
    }
    int brace = line.indexOf('{');
    int nameEnd = brace >= 0 ? brace : line.indexOf(' ');
    int labelsEnd = brace >= 0 ? line.lastIndexOf('}') : nameEnd - 1;
    if (nameEnd <= 0 || labelsEnd < (brace >= 0 ? brace + 1 : nameEnd - 1)) {
      return;
    }
    String name = line.substring(0, nameEnd);
    String labels = brace >= 0 ? line.substring(brace + 1, labelsEnd) : "";
    for (Metric metric : Metric.values()) {
      if (metric.fits(name, labels)) {
        // After the value there may be a time.
        String value = line.substring(labelsEnd + 1).strip().split(" ", 2)[0];
        try {
          figures.merge(metric, Double.parseDouble(value), Double::sum);
        } catch (NumberFormatException e) {
          // Left out, as if it had not been told.
        }
      }
    }
  }

  /** Both together. */
  Reading plus(Reading other) {
    Map<Metric, Double> sum = new EnumMap<>(Metric.class);
    sum.putAll(figures);
    other.figures.forEach((metric, value) -> sum.merge(metric, value, Double::sum));
    return new Reading(sum);
  }

  /** A figure; empty where no server told it. */
  public OptionalDouble get(Metric metric) {
    Double value = figures.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** How much a figure has grown since an earlier reading; empty where one of them lacks it. */
  public OptionalDouble since(Reading earlier, Metric metric) {
    Double now = figures.get(metric);
    Double before = earlier.figures.get(metric);
    return now == null || before == null ? OptionalDouble.empty() : OptionalDouble.of(now - before);
  }
}
