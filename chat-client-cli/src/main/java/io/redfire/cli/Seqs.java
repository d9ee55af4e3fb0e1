package io.redfire.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the seq of an entry. Any thread may use it. */
final class Seqs implements ITypeConverter<Long> {
  @Override
  public Long convert(String given) {
    try {
      long seq = Long.parseLong(given);
      if (seq > 0) {
        return seq;
      }
    } catch (NumberFormatException e) {
      // The same message serves.
    }
    throw new TypeConversionException(
        "'" + TerminalText.neutralise(given) + "' is no seq (expected: 1 or more)");
  }
}
