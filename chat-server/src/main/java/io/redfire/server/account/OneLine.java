package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** The rule for short texts that people write for others to see beside a room or a name. */
public final class OneLine {
  private OneLine() {}

  /**
   * Checks that it is one line without controls, and takes away what nobody sees.
   *
   * @param mostCharacters in code points
   * @param mostBytes in UTF-8
   * @return the text as it may be shown; may be empty
   * @throws InvalidField where it is too long, or no line
   */
  public static String check(String field, String text, int mostCharacters, int mostBytes) {
    int characters = text.codePointCount(0, text.length());
    if (characters > mostCharacters) {
      throw new InvalidField(
          field, characters + " characters (expected: at most " + mostCharacters + ")");
    }
    int bytes = text.getBytes(UTF_8).length;
    if (bytes > mostBytes) {
      throw new InvalidField(field, bytes + " bytes (expected: at most " + mostBytes + ")");
    }
    text.codePoints()
        .filter(OneLine::isControl)
        .findFirst()
        .ifPresent(
            control -> {
              throw new InvalidField(
                  field,
                  String.format(Locale.ROOT, "holds U+%04X (expected: one line of text)", control));
            });
    return Neutral.line(text);
  }

  private static boolean isControl(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
