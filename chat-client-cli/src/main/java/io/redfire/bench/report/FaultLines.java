package io.redfire.bench.report;

import io.redfire.bench.check.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What went wrong, for people. */
final class FaultLines {
  private FaultLines() {}

  /** One line if nothing did, else a heading and a line for each kind. */
  static List<String> of(Faults faults, Map<String, Long> errors, String allWell) {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("deliveries lost", faults.lost());
    all.put("deliveries repeated", faults.repeated());
    all.put("deliveries out of order", faults.outOfOrder());
    all.put("deliveries without a tag", faults.untagged());
    all.put("deliveries of foreign texts", faults.foreign());
    all.putAll(errors);
    all.values().removeIf(times -> times == 0);
    if (all.isEmpty()) {
      return List.of(allWell);
    }
    Table table = new Table();
    all.forEach((what, times) -> table.row("  " + what, Figures.count(times)));
    List<String> lines = new ArrayList<>();
    lines.add("FAULTS");
    lines.addAll(table.lines());
    return lines;
  }
}
