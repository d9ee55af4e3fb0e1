package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.UserName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "Alice_B.C-42",
        "0",
        "josé",
        "nguyễn",
        "łukasz",
        "张伟",
        "張偉",
        "𠮷野",
        "欧阳娜娜2",
        "红色之火chat",
        "田中さくら",
        "タナカtanaka",
        "김철수",
        "김kim",
        "алиса",
        "αλίκη",
        "מרים",
        "שָׁלוֹם",
        "محمد",
        "مُحَمَّد٤٢",
        "नमस्ते",
        "สมชาย",
        "ᠮᠣᠩᠭᠣᠯ",
        "ꆈꌠ",
        "ᏣᎳᎩ",
        "አበበ",
      })
  void namesOfAllLanguagesAreFine(String name) {
    assertThatNoException().isThrownBy(() -> NewName.check("user", new UserName(name).value()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "аlice|Cyrillic and Latin",
        "pаypal|Latin and Cyrillic",
        "αlpha|Greek and Latin",
        "aliceא|Latin and Hebrew",
        "محمدa|Arabic and Latin",
        "张伟а|Han and Cyrillic",
        "ไทยa|Thai and Latin",
        "abc१|Latin and Devanagari",
      })
  void scriptsThatNoLanguageMixesAreRefused(String name, String scripts) {
    assertRefused(
        name,
        "mixes "
            + scripts
            + " letters or digits (expected: one script; Latin may stand beside Chinese, Japanese"
            + " or Korean)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ａｌｉｃｅ|'alice'",
        "𝐚𝐥𝐢𝐜𝐞|'alice'",
        "ﬁn|'fin'",
        "ªa|'aa'",
        "ｶﾅ|'カナ'",
        "alice２|'alice2'",
        "ﷺ|letters in their plain form",
        "ſam|'sam'",
      })
  void otherFormsAreRefusedWithTheRightOne(String name, String right) {
    assertRefused(name, "'" + name + "' is not in NFKC (expected: " + right + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "al\u3164ice,U+3164",
    "al\u115fice,U+115F",
    "alice\ufe0f,U+FE0F",
    "alice\udb40\udd00,U+E0100",
    "ali\u034fce,U+034F",
    "ᠮ\u180bᠣ,U+180B"
  })
  void whatNobodySeesIsRefused(String name, String shown) {
    assertRefused(name, "holds " + shown + ", which nobody sees (expected: visible letters)");
  }

  /** The rule for all names refuses them before; this one does not lean on it. */
  @ParameterizedTest
  @CsvSource({
    "al\u200dice,U+200D",
    "al\u200cice,U+200C",
    "al\u200bice,U+200B",
    "\u202ealice,U+202E"
  })
  void joinersAndDirectionsAreRefusedHereToo(String name, String shown) {
    assertThatThrownBy(() -> NewName.check("room", name))
        .hasMessage("room: holds " + shown + ", which nobody sees (expected: visible letters)");
  }

  @ParameterizedTest
  @CsvSource({"aliceǃ,U+01C3", "aǀice,U+01C0", "alˈice,U+02C8"})
  void signsOfNotationsAreRefused(String name, String shown) {
    assertRefused(
        name,
        "holds "
            + shown
            + ", which belongs to notations (expected: letters and digits of a language)");
  }

  @ParameterizedTest
  @CsvSource({"\u0301a,U+0301", "q\u0300\u0301\u0302\u0303\u0304,U+0304", "\u064eم,U+064E"})
  void marksWithoutALetterOrInHeapsAreRefused(String name, String shown) {
    assertRefused(
        name,
        shown
            + " stands on no letter, or on one with too many marks (expected: at most 4 marks"
            + " after each letter)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\u0323\u0323", "i\u0307x"})
  void marksThatHideAreRefused(String name) {
    assertRefused(name, "holds a mark that cannot be seen on its letter (expected: visible marks)");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "...", "-", "_._"})
  void signsAloneAreNoName(String name) {
    assertRefused(name, "holds signs only (expected: at least one letter or digit)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"محمد٤۶", "नमन१٢"})
  void digitsOfSeveralKindsAreRefused(String name) {
    assertThatThrownBy(() -> NewName.check("user", new UserName(name).value()))
        .isInstanceOf(InvalidField.class)
        .hasMessageStartingWith("user: mixes ");
  }

  private static void assertRefused(String name, String complaint) {
    assertThatThrownBy(() -> NewName.check("user", new UserName(name).value()))
        .isInstanceOf(InvalidField.class)
        .hasMessage("user: " + complaint);
  }
}
