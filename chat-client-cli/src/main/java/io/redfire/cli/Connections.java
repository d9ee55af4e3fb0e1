package io.redfire.cli;

import io.redfire.bench.load.LoadPlan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many connections, or {@code each}. Any thread may use it. */
final class Connections implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String given) {
    if (given.equals("each")) {
      return LoadPlan.EACH;
    }
    try {
      int number = Integer.parseInt(given);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same message serves.
    }
    throw new TypeConversionException(
        "'" + TerminalText.neutralise(given) + "' (expected: 1 or more, or 'each')");
  }
}
