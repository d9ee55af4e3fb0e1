package io.redfire.core.rate;

import java.time.Duration;

/**
 * How often something may be done: so many times at once, and after that as many in each period,
 * one by one. Immutable; its text form is as short as {@code 60/2s}.
 *
 * @param tokens 1 to {@value #MOST_TOKENS}
 * @param period {@link #SHORTEST} to {@link #LONGEST}, in whole milliseconds
 */
public record Rate(int tokens, Duration period) {
  /** The highest number of tokens. */
  public static final int MOST_TOKENS = 1_000_000;

  /** The shortest period. */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  /** The longest period. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is broken
   */
  public Rate {
    if (tokens < 1 || tokens > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "tokens: " + tokens + " (expected: 1 to " + MOST_TOKENS + ")");
    }
    if (period.compareTo(SHORTEST) < 0
        || period.compareTo(LONGEST) > 0
        || !period.equals(Duration.ofMillis(period.toMillis()))) {
      throw new IllegalArgumentException(
          "period: " + period + " (expected: 1 ms to 1 day, in whole milliseconds)");
    }
  }

  @Override
  public String toString() {
    long millis = period.toMillis();
    if (millis % 3_600_000 == 0) {
      return tokens + "/" + millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return tokens + "/" + millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? tokens + "/" + millis / 1000 + "s" : tokens + "/" + millis + "ms";
  }
}
