package io.redfire.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.List;

/** Texts from the network on their way to a terminal. */
class TerminalTextFuzzTest {
  /** Everything that Unicode calls a control, a bidirectional control or a separator of lines. */
  static final String HARMFUL =
      "[\\p{IsControl}\\p{Zl}\\p{Zp}\\p{Cs}\\x{61C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}"
          + "\\x{2066}-\\x{206F}\\x{FFF9}-\\x{FFFB}&&[^\\t]]";

  @FuzzTarget(maxBytes = 1024)
  void nothingHarmfulIsLeft(byte[] input) {
    for (String text : List.of(new String(input, UTF_8), halves(input))) {
      String line = TerminalText.neutralise(text);
      assertThat(line).doesNotContainPattern(HARMFUL);
      assertThat(TerminalText.neutralise(line)).isEqualTo(line);
      assertThat(line.length()).isLessThanOrEqualTo(6 * text.length());
      String lines = TerminalText.neutraliseLines(text, "    ");
      assertThat(lines.replace("\n", "")).doesNotContainPattern(HARMFUL);
      assertThat(lines.replace("\n    ", "\\n")).isEqualTo(line);
      if (text.codePoints().noneMatch(TerminalText::isHarmful)) {
        assertThat(line).isEqualTo(text);
      }
    }
  }

  /** Any two bytes as half a letter, so that lone halves come too. */
  private static String halves(byte[] input) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < input.length; i += 2) {
      text.append((char) (((input[i] & 0xff) << 8) | (input[i + 1] & 0xff)));
    }
    return text.toString();
  }
}
