package io.redfire.bench.search;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long searches took. Immutable.
 *
 * @param entries that the room held
 * @param indexed how long the server took until the first answer was complete
 * @param kinds in the order in which they take turns
 * @param all of all kinds together
 */
public record SearchReport(
    String room, long entries, Duration indexed, List<Kind> kinds, Histogram all) {
  /**
   * One kind of search.
   *
   * @param wrong answers with a message that does not hold what was asked for, or without any
   * @param latencies nanoseconds from the call to the page
   */
  public record Kind(String name, long wrong, Histogram latencies) {}

  /** True if each answer was as it should be. */
  public boolean isFlawless() {
    return kinds.stream().allMatch(kind -> kind.wrong() == 0);
  }
}
