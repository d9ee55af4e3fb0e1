package io.redfire.core.log;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds whom a text mentions: each {@code @} and the name after it, as long as it goes.
 * Thread-safe.
 *
 * <p>Whether there is such a user, and in that room, is for others to say. A name that ends in
 * {@code . _ -} stands for itself and for what is before these, since a sentence may end there. An
 * {@code @} after an ASCII letter or digit begins no name: it is an address.
 */
public final class Mentions {
  /** The name that stands for all members of a room. */
  public static final String ROOM = "room";

  /** Names that count in one text, at most. */
  static final int MOST = 50;

  private static final String MARKS = "._-";

  private Mentions() {}

  /** The names, in the order in which they come first, without the {@code @}. */
  public static Set<String> in(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    while (at >= 0 && names.size() < MOST) {
      int end = endOfName(text, at + 1);
      if (at == 0 || !isOfAddress(text.charAt(at - 1))) {
        add(text.substring(at + 1, end), names);
      }
      at = text.indexOf('@', end);
    }
    return names;
  }

  private static int endOfName(String text, int from) {
    int end = from;
    while (end < text.length() && NameRule.isAllowed(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private static boolean isOfAddress(char letter) {
    return letter < 0x80 && (Character.isLetterOrDigit(letter) || MARKS.indexOf(letter) >= 0);
  }

  private static void add(String found, Set<String> names) {
    addWhole(found, names);
    int end = found.length();
    while (end > 0 && MARKS.indexOf(found.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end < found.length()) {
      addWhole(found.substring(0, end), names);
    }
  }

  private static void addWhole(String found, Set<String> names) {
    String name = Normalizer.normalize(found, Normalizer.Form.NFC);
    int length = name.codePointCount(0, name.length());
    if (length > 0 && length <= NameRule.MAX_LENGTH && names.size() < MOST) {
      names.add(name);
    }
  }
}
