package io.redfire.core.log;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON escapes for whatever could move a terminal's cursor or reorder its text: all controls, line
 * and paragraph separators, and bidirectional overrides.
 *
 * <p>{@code redis-cli --raw} prints a room's lines as they are, so they must be harmless in the
 * list.
 */
final class ControlEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  private final int[] ascii = standardAsciiEscapesForJSON();

  ControlEscapes() {
    ascii[0x7f] = ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int letter) {
    boolean harmful =
        (letter >= 0x80 && letter <= 0x9f)
            || letter == 0x061c
            || letter == 0x200e
            || letter == 0x200f
            || (letter >= 0x2028 && letter <= 0x202e)
            || (letter >= 0x2066 && letter <= 0x2069);
    return harmful ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", letter)) : null;
  }
}
