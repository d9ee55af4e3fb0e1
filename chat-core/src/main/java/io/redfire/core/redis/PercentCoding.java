package io.redfire.core.redis;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The parts of an address in which a percent sign and two hex digits stand for a byte: the user,
 * the password, the path.
 */
final class PercentCoding {
  private PercentCoding() {}

  /**
   * What the part stands for.
   *
   * @throws IllegalArgumentException where two hex digits do not follow a percent sign
   */
  static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** A part that stands for the text, and that holds none of these characters as they are. */
  static String encoded(String text, String reserved) {
    StringBuilder part = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String letter = Character.toString(c);
              boolean plain = c != '%' && reserved.indexOf(c) < 0 && isVisible(c);
              part.append(
                  plain
                      ? letter
                      : URLEncoder.encode(letter, StandardCharsets.UTF_8).replace("+", "%20"));
            });
    return part.toString();
  }

  /** False for spaces, and for whatever could move a terminal's cursor or reorder its text. */
  static boolean isVisible(int c) {
    return !Character.isWhitespace(c)
        && !Character.isISOControl(c)
        && Character.getType(c) != Character.FORMAT;
  }
}
