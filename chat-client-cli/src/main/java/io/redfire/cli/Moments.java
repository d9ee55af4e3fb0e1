package io.redfire.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a day, which begins at midnight UTC, or a moment. Any thread may use it. */
final class Moments implements ITypeConverter<Instant> {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  @Override
  public Instant convert(String given) {
    try {
      Instant moment =
          given.indexOf('T') < 0
              ? LocalDate.parse(given).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(given);
      if (!moment.isBefore(FIRST) && !moment.isAfter(LAST)) {
        return moment;
      }
    } catch (DateTimeException noTime) {
      // Told below, in one way for all that is wrong with it.
    }
    throw new TypeConversionException(
        "'"
            + TerminalText.neutralise(given)
            + "' is no time (expected: such as 2026-01-31 or 2026-01-31T08:00:00Z)");
  }
}
