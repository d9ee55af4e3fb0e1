package io.redfire.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRuleTest {
  @ParameterizedTest
  @ValueSource(strings = {"chat", "红色之火", "a.b_c-9", "é", "हिन्दी", "٣", "𠀀", "-", "."})
  void lettersAndDigitsOfAnyScriptAreTaken(String name) {
    assertThat(new RoomName(name).value()).isEqualTo(name);
    assertThat(new UserName(name)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a b|U+0020",
        "a:b|':'",
        "{a|'{'",
        "a}|'}'",
        "a*|'*'",
        "a/b|'/'",
        "a\u0000|U+0000",
        "a\u001b[m|U+001B",
        "a\u202eb|U+202E",
        "a\u200bb|U+200B",
        "a\u200db|U+200D",
        "🔥|U+1F525",
        "\ud800|U+D800"
      })
  void anythingElseIsRefusedAndShownHarmlessly(String name, String shown) {
    String expected =
        "holds " + shown + " (expected: letters and digits of any script, '.', '_', '-')";
    assertThatThrownBy(() -> new RoomName(name))
        .isInstanceOf(InvalidName.class)
        .hasMessage("room: " + expected);
    assertThatThrownBy(() -> new UserName(name))
        .isInstanceOf(InvalidName.class)
        .hasMessage("user: " + expected);
  }

  @Test
  void nameHasAtMost64Letters() {
    assertThat(new RoomName("𠀀".repeat(64)).value()).hasSize(128);
    assertThatThrownBy(() -> new RoomName("𠀀".repeat(65)))
        .isInstanceOf(InvalidName.class)
        .hasMessage("room: 65 letters (expected: at most 64)");
    assertThatThrownBy(() -> new RoomName(""))
        .isInstanceOf(InvalidName.class)
        .hasMessage("room: empty (expected: 1 to 64 letters)");
  }

  @Test
  void sameNameIsWrittenInOneWayOnly() {
    assertThatThrownBy(() -> new RoomName("e\u0301"))
        .isInstanceOf(InvalidName.class)
        .hasMessageContaining("NFC");
  }

  @Test
  void roomsAreInTheOrderOfTheirLetters() {
    assertThat(new RoomName("a")).isLessThan(new RoomName("b"));
    assertThat(new RoomName("a")).isEqualByComparingTo(new RoomName("a"));
  }
}
