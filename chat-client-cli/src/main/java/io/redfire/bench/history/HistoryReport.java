package io.redfire.bench.history;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long pages took. Immutable.
 *
 * @param entries that the room held
 * @param pageSize entries of a page
 * @param places in the order of the plan
 */
public record HistoryReport(String room, long entries, int pageSize, List<Place> places) {
  /**
   * One place.
   *
   * @param percent of the room before it
   * @param wrong pages that were not whole, dense and where they should be
   * @param latencies nanoseconds from the call to the page
   */
  public record Place(double percent, long afterSeq, long wrong, Histogram latencies) {}

  /** True if each page was as it should be. */
  public boolean isFlawless() {
    return places.stream().allMatch(place -> place.wrong() == 0);
  }

  /** The median at the slowest place over that at the fastest. */
  public double spread() {
    double[] medians =
        places.stream()
            .mapToDouble(place -> Math.max(1, place.latencies().getValueAtPercentile(50)))
            .sorted()
            .toArray();
    return medians[medians.length - 1] / medians[0];
  }
}
