package io.redfire.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile of one kind of thing, as a line through points. Immutable.
 *
 * @param name of what was measured
 * @param points in the order of their nines
 */
record LatencyLine(String name, List<Point> points) {
  /** Ticks between two marks of the percentile's scale. */
  private static final int STEPS_PER_DECADE = 24;

  private static final double SHORTEST = 1_000;

  /**
   * A point.
   *
   * @param nines how far right: 1 is 90 %, 2 is 99 %, 3 is 99.9 %
   * @param nanos the latency that so many stayed within
   */
  record Point(double nines, double nanos) {}

  /** Up to where each point still stands for one that was measured. */
  static LatencyLine of(String name, Histogram nanos) {
    List<Point> points = new ArrayList<>();
    double end = Math.max(1, Math.log10(Math.max(1.0, (double) nanos.getTotalCount())));
    for (int step = 0; step <= end * STEPS_PER_DECADE; step++) {
      double nines = (double) step / STEPS_PER_DECADE;
      points.add(at(nanos, nines));
    }
    points.add(new Point(end, Math.max(SHORTEST, (double) nanos.getMaxValue())));
    return new LatencyLine(name, points);
  }

  /** The lines of those that have something to show. */
  static List<LatencyLine> all(Histogram acknowledged, Histogram delivered) {
    List<LatencyLine> lines = new ArrayList<>();
    if (acknowledged.getTotalCount() > 0) {
      lines.add(of("acknowledgement", acknowledged));
    }
    if (delivered.getTotalCount() > 0) {
      lines.add(of("delivery", delivered));
    }
    return lines;
  }

  private static Point at(Histogram nanos, double nines) {
    double percentile = 100 * (1 - Math.pow(10, -nines));
    return new Point(nines, Math.max(SHORTEST, (double) nanos.getValueAtPercentile(percentile)));
  }
}
