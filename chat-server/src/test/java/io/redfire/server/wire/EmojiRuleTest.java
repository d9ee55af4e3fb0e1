package io.redfire.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmojiRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "👍",
        "👍🏽",
        "❤️",
        "🏳️‍🌈",
        "👩🏽‍🚀",
        "🇩🇪",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "1️⃣",
        "👨‍👩‍👧‍👦",
        "🕵🏽‍♀️",
        "©️",
        "👁️‍🗨️"
      })
  void fullEmojiStayAsTheyAre(String emoji) {
    assertThat(EmojiRule.emoji(emoji)).isEqualTo(emoji);
    assertThat(EmojiRule.emoji(emoji.replace("\ufe0f", ""))).isEqualTo(emoji);
  }

  @Test
  void oneEmojiHasOneForm() {
    assertThat(EmojiRule.emoji("❤")).isEqualTo("❤️");
    assertThat(EmojiRule.emoji("👍\ufe0f")).isEqualTo("👍");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1",
        "#",
        "👍👍",
        "👍 ",
        ":thumbs_up:",
        "\u200d",
        "\ufe0f",
        "🇩",
        "🏽\u200d",
        "火",
        "\"",
        "<b>",
        "👍\u0000",
        "\ud83d"
      })
  void allElseIsRefused(String text) {
    assertThatThrownBy(() -> EmojiRule.emoji(text))
        .isInstanceOfSatisfying(
            Problem.class, why -> assertThat(why.reason()).isEqualTo(Reason.EMOJI_INVALID));
  }

  @Test
  void longTextsAreNotLookedAt() {
    assertThatThrownBy(() -> EmojiRule.emoji("👍".repeat(100_000))).isInstanceOf(Problem.class);
  }
}
