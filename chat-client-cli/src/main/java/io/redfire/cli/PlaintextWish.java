package io.redfire.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --plaintext}: whether secrets may go unencrypted to other machines. */
enum PlaintextWish {
  REFUSE,
  ALLOW;

  /** Reads it from the command line. */
  static final class Reader implements ITypeConverter<PlaintextWish> {
    @Override
    public PlaintextWish convert(String given) {
      return switch (given) {
        case "refuse" -> REFUSE;
        case "allow" -> ALLOW;
        default ->
            throw new TypeConversionException(
                "'" + TerminalText.neutralise(given) + "' (expected: 'allow' or 'refuse')");
      };
    }
  }
}
