package io.redfire.faults.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one run, or of several together.
 *
 * @param injected faults by kind
 * @param sent messages that clients sent, each once
 * @param delivered entries that readers were given
 * @param convergence the longest time from all being well to all readers being at the end
 * @param violations what must not be, with the seed and the file of the history
 */
record Report(
    int runs,
    Map<String, Integer> injected,
    long sent,
    long delivered,
    Duration convergence,
    List<String> violations) {
  static final Report NONE = new Report(0, Map.of(), 0, 0, Duration.ZERO, List.of());

  /** A run that went wrong itself. */
  static Report broken(String how) {
    return new Report(1, Map.of(), 0, 0, Duration.ZERO, List.of(how));
  }

  Report and(Report other) {
    Map<String, Integer> both = new TreeMap<>(injected);
    other.injected.forEach((kind, times) -> both.merge(kind, times, Integer::sum));
    List<String> all = new java.util.ArrayList<>(violations);
    all.addAll(other.violations);
    return new Report(
        runs + other.runs,
        both,
        sent + other.sent,
        delivered + other.delivered,
        convergence.compareTo(other.convergence) > 0 ? convergence : other.convergence,
        all);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(runs).append(" runs, ").append(sent).append(" messages, ");
    text.append(delivered).append(" deliveries, ").append(violations.size());
    text.append(" violations; all readers at the end within ").append(convergence.toMillis());
    text.append(" ms of all being well\n");
    int faults = injected.values().stream().mapToInt(Integer::intValue).sum();
    text.append(faults).append(" faults\n");
    injected.forEach(
        (kind, times) -> text.append("  ").append(times).append(" × ").append(kind).append('\n'));
    violations.forEach(violation -> text.append(violation).append('\n'));
    return text.toString();
  }
}
