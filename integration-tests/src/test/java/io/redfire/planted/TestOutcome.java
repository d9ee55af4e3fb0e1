package io.redfire.planted;

import java.util.List;

/**
 * What became of one test in a {@link Fork}, written as a line.
 *
 * @param test as {@code CLASS#METHOD}
 * @param what it found
 * @param why how it failed, on one line; empty where it did not
 */
record TestOutcome(String test, What what, String why) {
  /** What a test found. */
  enum What {
    /** Nothing. */
    GREEN,
    /** An assertion did not hold, or what had to come did not in time. */
    CAUGHT,
    /** Anything else was thrown, which says nothing of what the test is about. */
    BROKEN
  }

  String line() {
    return String.join("\t", what.name(), test, why.replaceAll("\\s+", " ").strip());
  }

  static TestOutcome parse(String line) {
    List<String> parts = List.of(line.split("\t", -1));
    return new TestOutcome(parts.get(1), What.valueOf(parts.get(0)), parts.get(2));
  }
}
