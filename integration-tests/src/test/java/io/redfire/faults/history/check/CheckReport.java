package io.redfire.faults.history.check;

import io.redfire.faults.history.HistoryHeader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the checker found. Immutable.
 *
 * @param counts how many events of each kind the history holds
 * @param violations the first of each kind
 * @param totals how many there are of each kind
 * @param lines the lines that show them, by number
 */
public record CheckReport(
    HistoryHeader header,
    Map<String, Long> counts,
    List<Violation> violations,
    Map<ViolationKind, Long> totals,
    Map<Long, String> lines) {

  /** Whether no promise was broken. */
  public boolean isSound() {
    return violations.isEmpty();
  }

  /** How many events of this kind there are, such as {@code Delivered}. */
  public long count(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed ").append(header.seed()).append(' ');
    text.append(new TreeMap<>(header.settings())).append('\n');
    text.append(new TreeMap<>(counts)).append('\n');
    text.append(isSound() ? "no violations" : "violations: " + new TreeMap<>(totals)).append('\n');
    for (Violation violation : violations) {
      text.append(violation.kind()).append(": ").append(violation.what()).append('\n');
      for (long line : violation.lines()) {
        text.append("  ").append(line).append(": ").append(lines.get(line)).append('\n');
      }
    }
    return text.toString();
  }
}
