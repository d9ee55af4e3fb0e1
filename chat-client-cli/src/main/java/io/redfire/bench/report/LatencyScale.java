package io.redfire.bench.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes of a plot of latencies: percentiles by their nines, times by their logarithm. Immutable.
 *
 * @param nines where the right edge is
 * @param low the bottom edge, in nanoseconds
 * @param high the top edge, in nanoseconds
 */
record LatencyScale(double nines, double low, double high) {
  private static final double[] STEPS = {1, 2, 5, 10};

  /** A mark on an axis. */
  record Tick(double at, String label) {}

  /** Axes that hold all these lines, with edges on marks. */
  static LatencyScale around(List<LatencyLine> lines) {
    double nines = 1;
    double low = Double.MAX_VALUE;
    double high = 0;
    for (LatencyLine line : lines) {
      for (LatencyLine.Point point : line.points()) {
        nines = Math.max(nines, point.nines());
        low = Math.min(low, point.nanos());
        high = Math.max(high, point.nanos());
      }
    }
    return new LatencyScale(nines, below(low), above(high));
  }

  /** How far right, from 0 to 1. */
  double x(double atNines) {
    return atNines / nines;
  }

  /** How far up, from 0 to 1. */
  double y(double nanos) {
    return Math.log(nanos / low) / Math.log(high / low);
  }

  /** 0 %, 50 %, 90 %, 99 %, … */
  List<Tick> percentiles() {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(0, "0%"));
    ticks.add(new Tick(Math.log10(2), "50%"));
    for (int at = 1; at <= nines; at++) {
      BigDecimal percent = BigDecimal.valueOf(100).subtract(BigDecimal.ONE.movePointLeft(at - 2));
      ticks.add(new Tick(at, percent.toPlainString() + "%"));
    }
    return ticks;
  }

  /** 1, 2, 5, 10, … of the units; where the axis is long, 1, 10, … only. */
  List<Tick> times() {
    List<Tick> ticks = new ArrayList<>();
    boolean dense = high / low <= 1_001;
    for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
      for (double step : dense ? new double[] {1, 2, 5} : new double[] {1}) {
        double at = power * step;
        if (at >= low * 0.999 && at <= high * 1.001) {
          ticks.add(new Tick(at, Figures.time(at)));
        }
      }
    }
    return ticks;
  }

  private static double below(double nanos) {
    double power = Math.pow(10, Math.floor(Math.log10(nanos)));
    double edge = power;
    for (double step : STEPS) {
      if (power * step <= nanos) {
        edge = power * step;
      }
    }
    return edge;
  }

  private static double above(double nanos) {
    double power = Math.pow(10, Math.floor(Math.log10(nanos)));
    for (double step : STEPS) {
      if (power * step > nanos) {
        return power * step;
      }
    }
    return power * 20;
  }
}
