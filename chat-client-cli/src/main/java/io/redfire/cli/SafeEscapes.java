package io.redfire.cli;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON escapes for everything that is harmful to a terminal, so that a JSON line may be looked at
 * as it is and still parses back to the exact text. Any thread may use it.
 */
final class SafeEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = standardAsciiEscapesForJSON();
    codes[0x7f] = ESCAPE_STANDARD;
    return codes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int c) {
    // Both halves of a pair come one by one and are fine; a lone half can not come from protobuf.
    boolean harmful = TerminalText.isHarmful(c) && !Character.isSurrogate((char) c);
    return harmful ? new SerializedString(String.format(Locale.ROOT, "\\u%04X", c)) : null;
  }
}
