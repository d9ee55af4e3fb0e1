package io.redfire.cli;

import java.text.Normalizer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the name of a room or a user as given on the command line. Any thread may use it.
 *
 * <p>It brings the name to NFC, as different keyboards write the same letter differently, and
 * refuses what no server takes; the server has the last word.
 */
final class Names implements ITypeConverter<String> {
  private static final String EXPECTED = " (expected: letters, digits, '.', '_', '-')";

  @Override
  public String convert(String given) {
    String name = Normalizer.normalize(given, Normalizer.Form.NFC);
    if (name.isEmpty()) {
      throw new TypeConversionException("the name is empty" + EXPECTED);
    }
    name.codePoints()
        .filter(c -> !isFit(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new TypeConversionException(
                  "'" + TerminalText.neutralise(given) + "' holds " + describe(c) + EXPECTED);
            });
    return name;
  }

  /** The operating system's user name made fit for a name, else {@code guest}. */
  static String ofSystemUser(String user) {
    StringBuilder name = new StringBuilder();
    Normalizer.normalize(user, Normalizer.Form.NFC)
        .codePoints()
        .limit(64)
        .forEach(c -> name.appendCodePoint(isFit(c) ? c : '-'));
    boolean telling = name.chars().anyMatch(Character::isLetterOrDigit);
    return telling ? name.toString() : "guest";
  }

  private static boolean isFit(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    };
  }

  private static String describe(int c) {
    return c == ' ' ? "a space" : "'" + TerminalText.neutralise(Character.toString(c)) + "'";
  }
}
