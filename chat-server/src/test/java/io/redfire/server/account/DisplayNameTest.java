package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
  private static final String FAMILY = "👨‍👩‍👧‍👦";
  private static final String PIRATES = "🏴‍☠️";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Alice",
        "Alice B. O'Hara (she/her) <3",
        "张伟",
        "田中 さくら",
        "葛\udb40\udd00城",
        "محمد علي",
        "می\u200cخواهم",
        "क्\u200dष",
        "නවෝද්\u200dය",
        "דוד",
        "שָׁלוֹם",
        FAMILY,
        PIRATES,
        "👩🏽‍🚀 Ann",
        "❤️‍🔥",
        "1️⃣",
        "🇨🇳",
        "Zoë",
        "x²",
      })
  void whatPeopleAreCalledStaysAsItIs(String text) {
    assertThat(new DisplayName(text).value()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'  Alice   B  '|Alice B",
        "'Al\tice\r\nadmin'|Al ice admin",
        "Al\u0000ice|Al ice",
        "Al\u001b[31mice|Al [31mice",
        "Al\u0085ice|Al ice",
        "Al\u2028ice\u2029B|Al ice B",
        "Al\u00a0\u3000\u2003ice|Al ice",
        "Al\u2800ice|Al ice",
        "\u202egnp.exe|gnp.exe",
        "a\u202ab\u202bc\u202cd\u202de|abcde",
        "a\u2066b\u2067c\u2068d\u2069e|abcde",
        "a\u200eb\u200fc\u061cd|abcd",
        "Al\u200bi\u2060c\ufeffe\u00ad|Alice",
        "Al\u200dice|Alice",
        "Al\u200cice|Alice",
        "Alice\u200d|Alice",
        "👨\u200dx|👨x",
        "x\u200d👨|x👨",
        "Al\u3164\u115f\u1160\uffa0ice|Alice",
        "Al\ufe0fice|Alice",
        "Al\u034fice|Alice",
        "Al\ue000ice|Alice",
        "Al\uffff\ufdd0ice|Alice",
        "Al\ud800ice|Alice",
        "🏴\udb40\udc67\udb40\udc62\udb40\udc7f|🏴",
        "\u0301\u0302Alice|Alice",
        "A \u0301b|A b",
        "e\u200b\u0301|é",
        "cafe\u0301|café",
        "q\u0300\u0301\u0302\u0303\u0304\u0305r|q\u0300\u0301\u0302\u0303r",
        "葛\udb40\udd00\udb40\udd01|葛\udb40\udd00",
      })
  void whatCouldDeceiveIsTakenOut(String text, String left) {
    assertThat(new DisplayName(text).value()).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\u200b", "\u202e\u202c", "\u3164", "\u0301", "\u2800", "\n\t", "\ue000"})
  void nothingIsNoName(String text) {
    assertRefused(text, "nothing to be seen (expected: at least one visible letter)");
  }

  @Test
  void lengthIsBoundedInCharactersAndBytes() {
    assertThat(new DisplayName("張".repeat(64)).value()).hasSize(64);
    assertThat(new DisplayName("👍".repeat(64)).value().getBytes(StandardCharsets.UTF_8))
        .hasSize(256);
    assertRefused("x".repeat(65), "65 characters (expected: at most 64)");
    assertRefused("x".repeat(1_000_000), "1000000 characters (expected: at most 64)");
    assertThat(new DisplayName(" ".repeat(4000) + "x" + "\u200b".repeat(90)).value())
        .isEqualTo("x");
  }

  @Test
  void neutralNameStaysTheSameAndWithinBounds() {
    Random random = new Random(5);
    int[] parts = {
      'a', ' ', '\n', 0x301, 0x200d, 0x200c, 0x200b, 0x202e, 0x1f468, 0x1f3fd, 0xfe0f, 0x2764,
      0x627, 0x645, 0x94d, 0x915, 0x845b, 0xe0100, 0xd800, 0xdc00, 0x3164, 0x1100, 0x1161, 0xfb1d
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder("x");
      random.ints(8, 0, parts.length).forEach(part -> text.appendCodePoint(parts[part]));
      DisplayName once = new DisplayName(text.toString());
      assertThat(new DisplayName(once.value())).as(text.toString()).isEqualTo(once);
    }
  }

  private static void assertRefused(String text, String complaint) {
    assertThatThrownBy(() -> new DisplayName(text))
        .isInstanceOf(InvalidField.class)
        .hasMessage("display name: " + complaint);
  }
}
