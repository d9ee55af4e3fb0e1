package io.redfire.core.log;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The rule for names of rooms and users: 1 to {@value #MAX_LENGTH} letters (with their marks) and
 * digits of any script in NFC, and {@code . _ -}.
 *
 * <p>Never {@code :}, braces, spaces or controls, so that no name reaches the Redis keys of
 * another.
 */
public final class NameRule {
  /** The longest name, in Unicode code points. */
  public static final int MAX_LENGTH = 64;

  private static final String EXPECTED = "letters and digits of any script, '.', '_', '-'";

  private NameRule() {}

  static String check(String what, String name) {
    if (name.isEmpty()) {
      throw new InvalidName(what + ": empty (expected: 1 to " + MAX_LENGTH + " letters)");
    }
    int length = name.codePointCount(0, name.length());
    if (length > MAX_LENGTH) {
      throw new InvalidName(
          what + ": " + length + " letters (expected: at most " + MAX_LENGTH + ")");
    }
    name.codePoints()
        .filter(letter -> !isAllowed(letter))
        .findFirst()
        .ifPresent(
            letter -> {
              throw new InvalidName(
                  String.format(
                      Locale.ROOT, "%s: holds %s (expected: %s)", what, shown(letter), EXPECTED));
            });
    if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      throw new InvalidName(what + ": not in Unicode normal form C (expected: NFC)");
    }
    return name;
  }

  static boolean isAllowed(int letter) {
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default ->
          Character.isLetterOrDigit(letter) || letter == '.' || letter == '_' || letter == '-';
    };
  }

  private static String shown(int letter) {
    boolean visible = letter > ' ' && letter < 0x7f;
    return visible
        ? "'" + Character.toString(letter) + "'"
        : String.format(Locale.ROOT, "U+%04X", letter);
  }
}
