package io.redfire.faults.history.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what is broken, of each kind the first ones, since one fault can break all that follows.
 */
final class Violations {
  private static final int MOST_OF_A_KIND = 20;

  private final List<Violation> kept = new ArrayList<>();
  private final Map<ViolationKind, Long> counts = new EnumMap<>(ViolationKind.class);

  void add(ViolationKind kind, String what, Long... lines) {
    if (counts.merge(kind, 1L, Long::sum) <= MOST_OF_A_KIND) {
      kept.add(new Violation(kind, what, Arrays.asList(lines)));
    }
  }

  List<Violation> kept() {
    return List.copyOf(kept);
  }

  Map<ViolationKind, Long> counts() {
    return Map.copyOf(counts);
  }
}
