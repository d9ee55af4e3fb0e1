package io.redfire.cli;

import java.util.Locale;

/**
 * Makes text from the network harmless for a terminal. Any thread may call it.
 *
 * <p>Characters that could move the cursor, set colours, reverse what is read or split a line
 * become visible escapes such as {@code \u001b}. Letters of every script, marks, emoji and the
 * joiners inside them stay as they are.
 */
final class TerminalText {
  private TerminalText() {}

  /** One line: line ends become escapes too, so that a text can not pose as another line. */
  static String neutralise(String text) {
    return neutralise(text, "\\n");
  }

  /** Several lines: each after the first begins with this indent. */
  static String neutraliseLines(String text, String indent) {
    return neutralise(text, "\n" + indent);
  }

  /** True for a character that must not reach a terminal as it is. */
  static boolean isHarmful(int c) {
    return Character.isISOControl(c)
        || isBidiControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0xFFF9 && c <= 0xFFFB)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static boolean isBidiControl(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x206F);
  }

  private static String neutralise(String text, String lineEnd) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                safe.append(lineEnd);
              } else if (c == '\t' || !isHarmful(c)) {
                safe.appendCodePoint(c);
              } else {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    return safe.toString();
  }
}
