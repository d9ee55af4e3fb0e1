package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneTimeCodeTest {
  private static final String TEXT = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV";

  @Test
  void readsBackWhatItWrote() {
    OneTimeCode code = OneTimeCode.create();
    assertThat(code.text()).matches("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}");
    assertThat(OneTimeCode.parse(code.text()).digest()).isEqualTo(code.digest());
    assertThat(OneTimeCode.parse(code.text()).matches(code.digest())).isTrue();
  }

  @Test
  void eachCodeIsAnotherAndAllSymbolsCome() {
    var texts = Stream.generate(() -> OneTimeCode.create().text()).limit(200).toList();
    assertThat(texts).doesNotHaveDuplicates();
    assertThat(String.join("", texts).chars().distinct().count()).isEqualTo(32 + 1);
    assertThat(OneTimeCode.parse(texts.get(0)).matches(OneTimeCode.parse(texts.get(1)).digest()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "0123456789ABCDEFGHJKMNPQRSTV",
        "O1234567 89abcdef ghjkmnpqrstv",
        " oi23-4567-89ab-cdef-ghjk-mnpq-rstv ",
        "oL23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
      })
  void peopleMayTypeItAsTheyReadIt(String typed) {
    assertThat(OneTimeCode.parse(typed).text()).isEqualTo(TEXT);
  }

  @Test
  void whatIsNoCodeIsRefusedAndNotRepeated() {
    Stream.of(
            "",
            "hush",
            TEXT.substring(1),
            TEXT + "W",
            TEXT.replace('A', 'U'),
            TEXT.replace('A', '!'),
            TEXT.replace('A', 'А'),
            TEXT.replace('1', '１'),
            TEXT.replace("-", "\u2010"),
            TEXT + "\n",
            TEXT + " ".repeat(100))
        .forEach(
            text ->
                assertThatThrownBy(() -> OneTimeCode.parse(text))
                    .as(text)
                    .isInstanceOf(InvalidField.class)
                    .hasMessage(
                        "code: not a code (expected: 28 letters and digits without U, in groups of"
                            + " 4)"));
  }

  @Test
  void textFormShowsNothing() {
    assertThat(OneTimeCode.parse(TEXT)).hasToString("OneTimeCode[…]");
  }
}
