package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class EmojiNamesTest {
  private final EmojiNames names = new EmojiNames();

  @ParameterizedTest
  @CsvSource({
    ":thumbs_up:, 👍",
    ":Thumbs-Up:, 👍",
    ":thumbs_up_medium_skin_tone:, 👍🏽",
    ":flag_germany:, 🇩🇪",
    ":keycap_hash:, #️⃣",
    ":red_heart:, ❤️"
  })
  void namesOfCldrStandForTheirEmoji(String name, String emoji) {
    assertThat(names.convert(name)).isEqualTo(emoji);
  }

  @ParameterizedTest
  @ValueSource(strings = {"👍", ":", "::", "thumbs_up", "", ":)"})
  void allElseIsTakenAsItIs(String given) {
    assertThat(names.convert(given)).isEqualTo(given);
  }

  @Test
  void nameThatNoEmojiHasIsRefused() {
    assertThatThrownBy(() -> names.convert(":thumbs:"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("(expected: ");
    assertThatThrownBy(() -> names.convert(":#:")).isInstanceOf(TypeConversionException.class);
  }
}
