package io.redfire.faults.run;

import java.time.Duration;

/** What whoever starts a long run tells it by system properties. */
final class Told {
  private Told() {}

  /**
   * A time, such as {@code 90s}, {@code 10m} or {@code 8h}.
   *
   * @param usual where nothing is told
   */
  static Duration duration(String property, String usual) {
    String text = System.getProperty(property, usual);
    if (!text.matches("[0-9]{1,6}[smh]")) {
      throw new IllegalArgumentException(
          "-D" + property + ": '" + text + "' is no time (expected: such as 90s, 10m or 8h)");
    }
    return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
  }

  /** A whole number; the other one where nothing is told. */
  static long number(String property, long usual) {
    return Long.getLong(property, usual);
  }
}
