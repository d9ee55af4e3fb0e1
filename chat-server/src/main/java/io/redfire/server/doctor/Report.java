package io.redfire.server.doctor;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was found. Immutable.
 *
 * @param findings by server, each in the order in which it was looked at
 */
public record Report(Map<String, List<Finding>> findings) {

  /** True if something has to be changed. */
  public boolean hasProblems() {
    return count(Level.PROBLEM) > 0;
  }

  /** Writes it for a reader: a heading for each server, its findings with the worst last, a sum. */
  public void print(PrintWriter out) {
    findings.forEach(
        (server, found) -> {
          out.println(server);
          found.stream()
              .sorted(Comparator.comparing(Finding::level))
              .map(Finding::line)
              .forEach(out::println);
        });
    out.println(counted(Level.PROBLEM) + ", " + counted(Level.WARNING));
  }

  private String counted(Level level) {
    return count(level) + " " + level.word() + (count(level) == 1 ? "" : "s");
  }

  private long count(Level level) {
    return all().filter(finding -> finding.level() == level).count();
  }

  private Stream<Finding> all() {
    return findings.values().stream().flatMap(List::stream);
  }
}
