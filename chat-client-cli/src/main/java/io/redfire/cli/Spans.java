package io.redfire.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a span of time such as {@code 500ms}, {@code 10s} or {@code 2m}. Any thread may use it. */
final class Spans implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m)?");

  @Override
  public Duration convert(String given) {
    Matcher form = FORM.matcher(given);
    if (!form.matches()) {
      throw new TypeConversionException(
          "'" + TerminalText.neutralise(given) + "' (expected: a time such as 500ms, 10s or 2m)");
    }
    String unit = form.group(2);
    double seconds = unit == null || unit.equals("s") ? 1 : unit.equals("m") ? 60 : 0.001;
    return Duration.ofNanos(Math.round(Double.parseDouble(form.group(1)) * seconds * 1e9));
  }
}
