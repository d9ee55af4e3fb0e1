package io.redfire.server.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.text.Normalizer;

/**
 * Makes one harmless line of any text, in NFC:
 *
 * <ul>
 *   <li>controls, separators of lines and paragraphs and blanks of all kinds become one space, none
 *       at the ends;
 *   <li>what controls the direction of writing is removed, as is all else that nobody sees: zero
 *       width, fillers, tags, private use, what is no character;
 *   <li>joiners stay where a script or an emoji needs them, variation selectors after a Chinese
 *       character or an emoji;
 *   <li>marks stay where a letter carries them, at most {@value #MOST_MARKS} on each.
 * </ul>
 */
final class Neutral {
  private static final int MOST_MARKS = 4;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;
  private static final int BRAILLE_BLANK = 0x2800;
  private static final int VIRAMA = 9;

  private final int[] text;
  private final StringBuilder line = new StringBuilder();
  private int last = ' ';
  private int marks;

  private Neutral(String text) {
    this.text = text.codePoints().toArray();
  }

  static String line(String text) {
    String before = "";
    String after = Normalizer.normalize(text, Normalizer.Form.NFC);
    // What is removed may have kept a mark from its letter, or marks from each other.
    while (!after.equals(before)) {
      before = after;
      after = Normalizer.normalize(new Neutral(before).pass(), Normalizer.Form.NFC);
    }
    return after;
  }

  private String pass() {
    for (int at = 0; at < text.length; at++) {
      take(at);
    }
    return line.toString().stripTrailing();
  }

  private void take(int at) {
    int character = text[at];
    if (isBlank(character)) {
      if (last != ' ') {
        put(' ');
      }
    } else if (isMark(character)) {
      if (last != ' ' && marks < MOST_MARKS && (isVisible(character) || mayVary(character))) {
        put(character);
        marks++;
      }
    } else if (isVisible(character) || joins(at)) {
      put(character);
      marks = 0;
    }
  }

  private void put(int character) {
    line.appendCodePoint(character);
    last = character;
  }

  private static boolean isBlank(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> character == BRAILLE_BLANK;
    };
  }

  private static boolean isMark(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.SURROGATE, Character.PRIVATE_USE -> false;
      default ->
          !UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
              && !UCharacter.hasBinaryProperty(character, UProperty.BIDI_CONTROL)
              && !UCharacter.hasBinaryProperty(character, UProperty.NONCHARACTER_CODE_POINT);
    };
  }

  private boolean mayVary(int character) {
    return UCharacter.hasBinaryProperty(character, UProperty.VARIATION_SELECTOR)
        && (UScript.getScript(last) == UScript.HAN
            || UCharacter.hasBinaryProperty(last, UProperty.EMOJI));
  }

  /** Tells whether a joiner does something between what stands before it and what comes next. */
  private boolean joins(int at) {
    int character = text[at];
    if ((character != ZERO_WIDTH_JOINER && character != ZERO_WIDTH_NON_JOINER)
        || at + 1 == text.length) {
      return false;
    }
    int next = text[at + 1];
    if (UCharacter.getCombiningClass(last) == VIRAMA || (isCursive(last) && isCursive(next))) {
      return UCharacter.isLetter(next);
    }
    return character == ZERO_WIDTH_JOINER
        && endsEmoji(last)
        && UCharacter.hasBinaryProperty(next, UProperty.EXTENDED_PICTOGRAPHIC);
  }

  private static boolean isCursive(int character) {
    return switch (UCharacter.getIntPropertyValue(character, UProperty.JOINING_TYPE)) {
      case UCharacter.JoiningType.DUAL_JOINING, UCharacter.JoiningType.RIGHT_JOINING -> true;
      default -> false;
    };
  }

  private static boolean endsEmoji(int character) {
    return UCharacter.hasBinaryProperty(character, UProperty.EXTENDED_PICTOGRAPHIC)
        || UCharacter.hasBinaryProperty(character, UProperty.EMOJI_MODIFIER)
        || UCharacter.hasBinaryProperty(character, UProperty.VARIATION_SELECTOR);
  }
}
