package io.redfire.server.wire;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.PrimitiveIterator;

/**
 * Which texts are one emoji: those that Unicode recommends for general interchange (RGI), as the
 * emoji data of ICU know them. Thread-safe.
 */
final class EmojiRule {
  private static final int EMOJI_STYLE = 0xfe0f;
  private static final String STYLE = Character.toString(EMOJI_STYLE);

  /** The longest has some 15 of them; beyond that nothing is worth looking at. */
  private static final int LONGEST = 64;

  private EmojiRule() {}

  /**
   * The emoji in its full form, so that one emoji has one form only.
   *
   * @throws Problem where the text is something else
   */
  static String emoji(String text) {
    if (text.length() <= LONGEST) {
      String full = withStyles(text.replace(STYLE, ""));
      if (UCharacter.hasBinaryProperty(full, UProperty.RGI_EMOJI)) {
        return full;
      }
    }
    throw Problem.of(
        Reason.EMOJI_INVALID, "emoji", "not one emoji (expected: one that Unicode recommends)");
  }

  /** Puts the selector behind each emoji that would be shown as text without it. */
  private static String withStyles(String text) {
    StringBuilder full = new StringBuilder();
    PrimitiveIterator.OfInt letters = text.codePoints().iterator();
    int last = -1;
    while (letters.hasNext()) {
      int letter = letters.nextInt();
      if (wantsStyle(last) && !UCharacter.hasBinaryProperty(letter, UProperty.EMOJI_MODIFIER)) {
        full.appendCodePoint(EMOJI_STYLE);
      }
      full.appendCodePoint(letter);
      last = letter;
    }
    if (wantsStyle(last)) {
      full.appendCodePoint(EMOJI_STYLE);
    }
    return full.toString();
  }

  private static boolean wantsStyle(int letter) {
    return letter >= 0
        && UCharacter.hasBinaryProperty(letter, UProperty.EMOJI)
        && !UCharacter.hasBinaryProperty(letter, UProperty.EMOJI_PRESENTATION);
  }
}
