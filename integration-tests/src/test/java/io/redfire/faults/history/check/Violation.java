package io.redfire.faults.history.check;

import java.util.List;

/**
 * One broken promise. Immutable.
 *
 * @param lines of the file that show it
 */
public record Violation(ViolationKind kind, String what, List<Long> lines) {
  public Violation {
    lines = lines.stream().filter(line -> line > 0).distinct().sorted().toList();
  }
}
