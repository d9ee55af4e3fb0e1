package io.redfire.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate a second, such as {@code 5000} or {@code 0.5/s}. Any thread may use it. */
final class Rates implements ITypeConverter<Double> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(?:/s)?");

  @Override
  public Double convert(String given) {
    Matcher form = FORM.matcher(given);
    double rate = form.matches() ? Double.parseDouble(form.group(1)) : 0;
    if (rate <= 0) {
      throw new TypeConversionException(
          "'" + TerminalText.neutralise(given) + "' (expected: sends a second, such as 5000/s)");
    }
    return rate;
  }
}
