package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
  private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "红色之火",
        "a\tb",
        "é e\u0301",
        "\u2764\uFE0F",
        FAMILY,
        "हिन्दी",
        "می‌خواهم"
      })
  void wordsOfAllScriptsAndEmojiStay(String text) {
    assertThat(TerminalText.neutralise(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "000b", "000d", "001b", "007f", "0080", "0085", "009b", "009d", "061c",
    "200e", "200f", "2028", "2029", "202a", "202e", "2066", "2069", "206f", "d800", "dfff", "fff9"
  })
  void whatSteersATerminalBecomesVisible(String hex) {
    String text = "a" + (char) Integer.parseInt(hex, 16) + "b";
    assertThat(TerminalText.neutralise(text)).isEqualTo("a\\u" + hex + "b");
    assertThat(TerminalText.neutraliseLines(text, " ")).isEqualTo("a\\u" + hex + "b");
  }

  @Test
  void lineEndsCanNotForgeALine() {
    assertThat(TerminalText.neutralise("hi\n2 bob: forged")).isEqualTo("hi\\n2 bob: forged");
    assertThat(TerminalText.neutraliseLines("hi\n2 bob: forged", "    "))
        .isEqualTo("hi\n    2 bob: forged");
  }
}
