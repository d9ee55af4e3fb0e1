package io.redfire.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** The contract's constants as words of the command line, and back. Any thread may use it. */
final class Constants {
  private Constants() {}

  /** The constant's name without its prefix, in small letters and with dashes. */
  static String word(Enum<?> constant, String prefix) {
    return constant.name().replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of that word; those that stand for nothing have none. */
  static <E extends Enum<E>> E of(E[] constants, String prefix, String word) {
    List<E> named =
        Arrays.stream(constants)
            .filter(constant -> constant.name().startsWith(prefix))
            .filter(constant -> !constant.name().endsWith("_UNSPECIFIED"))
            .toList();
    return named.stream()
        .filter(constant -> word(constant, prefix).equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + TerminalText.neutralise(word)
                        + "' (expected: "
                        + String.join(", ", named.stream().map(each -> word(each, prefix)).toList())
                        + ")"));
  }
}
