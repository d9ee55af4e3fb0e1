package io.redfire.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads seconds, fractions allowed, as a duration. Any thread may use it. */
final class Timeouts implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String given) {
    try {
      double seconds = Double.parseDouble(given);
      if (seconds > 0 && seconds <= 86_400) {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
      }
    } catch (NumberFormatException e) {
      // The same message serves.
    }
    throw new TypeConversionException(
        "'" + TerminalText.neutralise(given) + "' (expected: seconds, more than 0, at most 86400)");
  }
}
