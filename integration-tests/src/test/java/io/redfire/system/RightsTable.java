package io.redfire.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.redfire.core.account.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rights.txt} says. Immutable.
 *
 * @param scopes by call, what its token must be good for; empty for nothing
 */
record RightsTable(List<Row> rows, Map<String, Optional<Scope>> scopes) {
  private static final String FILE = "rights.txt";

  /**
   * What a call in a kind of room answers.
   *
   * @param attempt the call, and in parentheses what it is tried with where there are several
   * @param words by caller
   */
  record Row(String attempt, String kind, Map<String, String> words) {
    /** The call alone. */
    String call() {
      int end = attempt.indexOf(' ');
      return end < 0 ? attempt : attempt.substring(0, end);
    }

    /** Whether it is about what the caller is in the room. */
    boolean isAboutStanding() {
      return words.containsKey("owner");
    }
  }

  static RightsTable read() {
    try (InputStream file = requireNonNull(RightsTable.class.getResourceAsStream(FILE))) {
      return parse(
          new String(file.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RightsTable parse(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    Map<String, Optional<Scope>> scopes = new LinkedHashMap<>();
    List<String> callers = List.of();
    String attempt = "";
    for (String line : lines) {
      List<String> words = List.of(line.strip().split(" +"));
      List<String> rest = words.subList(1, words.size());
      if (line.startsWith(" ")) {
        rows.add(new Row(attempt, words.get(0), zipped(line, callers, rest)));
      } else if (words.get(0).equals("callers")) {
        callers = rest;
      } else if (words.get(0).equals("scope")) {
        Optional<Scope> scope =
            rest.get(0).equals("none") ? Optional.empty() : Optional.of(Scope.valueOf(rest.get(0)));
        rest.subList(1, rest.size()).forEach(call -> once(line, scopes.put(call, scope)));
      } else {
        attempt = line.strip();
      }
    }
    return new RightsTable(List.copyOf(rows), scopes);
  }

  private static Map<String, String> zipped(String line, List<String> callers, List<String> words) {
    if (callers.size() != words.size()) {
      throw new AssertionError("not one word for each caller: " + line);
    }
    Map<String, String> zipped = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      once(line, zipped.put(callers.get(i), words.get(i)));
    }
    return zipped;
  }

  private static void once(String line, @Nullable Object before) {
    if (before != null) {
      throw new AssertionError("told before: " + line);
    }
  }

  /** Its rows about a call. */
  List<Row> of(String call) {
    return rows.stream().filter(row -> row.call().equals(call)).toList();
  }

  /** The kinds of rooms in which something is tried. */
  Set<String> kinds(String attempt) {
    return rows.stream()
        .filter(row -> row.attempt().equals(attempt))
        .map(Row::kind)
        .collect(Collectors.toSet());
  }
}
