package io.redfire.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a whole span of time such as {@code 30s}, {@code 10m}, {@code 12h} or {@code 30d}. Any
 * thread may use it.
 */
final class Lifetimes implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

  @Override
  public Duration convert(String given) {
    Matcher form = FORM.matcher(given);
    if (!form.matches()) {
      throw new TypeConversionException(
          "'"
              + TerminalText.neutralise(given)
              + "' (expected: a time such as 30s, 10m, 12h or 30d)");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The same as the contract has it. */
  static com.google.protobuf.Duration proto(Duration span) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(span.toSeconds()).build();
  }
}
