package io.redfire.faults.disturb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What goes wrong when, all chosen from the seed before the run begins. Immutable.
 *
 * <p>Every kind comes once, in random order, as far as the time goes, before any comes by its
 * weight: a short run is to meet as much as it can.
 */
public record Plan(List<Step> steps) {
  /** How long the place of a fault rests after it, so that what was broken works for a moment. */
  private static final Duration REST = Duration.ofMillis(1500);

  /**
   * One fault.
   *
   * @param start counted from the start of the run
   * @param seed of all that the fault chooses by chance
   */
  public record Step(FaultKind kind, Duration start, Duration length, long seed) {}

  /**
   * Chooses faults of these kinds, one about every {@code gap}, so that all have ended after {@code
   * length}.
   */
  public static Plan of(long seed, List<FaultKind> kinds, Duration length, Duration gap) {
    Random random = new Random(seed);
    List<FaultKind> due = shuffled(kinds, random);
    Map<String, Long> freeFrom = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    long at = gap.toMillis();
    while (at < length.toMillis()) {
      long now = at;
      FaultKind kind =
          due.stream()
              .filter(one -> freeFrom.getOrDefault(one.place(), 0L) <= now)
              .findFirst()
              .orElse(null);
      if (kind != null) {
        due.remove(kind);
        long most = Math.min(kind.longest().toMillis(), length.toMillis() - at);
        long takes = most <= 0 ? 0 : most / 3 + random.nextLong(Math.max(1, most * 2 / 3));
        steps.add(
            new Step(kind, Duration.ofMillis(at), Duration.ofMillis(takes), random.nextLong()));
        freeFrom.put(kind.place(), at + takes + REST.toMillis());
      }
      if (due.isEmpty()) {
        due = weighted(kinds, random);
      }
      at += gap.toMillis() / 2 + random.nextLong(gap.toMillis() + 1);
    }
    return new Plan(List.copyOf(steps));
  }

  private static List<FaultKind> weighted(List<FaultKind> kinds, Random random) {
    List<FaultKind> all = new ArrayList<>();
    for (FaultKind kind : kinds) {
      for (int i = 0; i < kind.weight(); i++) {
        all.add(kind);
      }
    }
    return shuffled(all, random);
  }

  private static List<FaultKind> shuffled(List<FaultKind> kinds, Random random) {
    List<FaultKind> all = new ArrayList<>(kinds);
    java.util.Collections.shuffle(all, random);
    return all;
  }
}
