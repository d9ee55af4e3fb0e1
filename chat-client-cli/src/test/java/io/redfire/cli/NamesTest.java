package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private final Names names = new Names();

  @ParameterizedTest
  @ValueSource(strings = {"chat", "红色之火", "a.b_c-9", "हिन्दी"})
  void lettersOfAllScriptsMakeAName(String name) {
    assertThat(names.convert(name)).isEqualTo(name);
  }

  @Test
  void nameIsBroughtToNfc() {
    assertThat(names.convert("e\u0301")).isEqualTo("\u00e9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a{b", "a/b", "a\u001bb", "\uD83D\uDD25"})
  void anythingElseIsRefusedWithWhatIsExpected(String name) {
    assertThatThrownBy(() -> names.convert(name))
        .hasMessageContaining("(expected: letters, digits, '.', '_', '-')")
        .message()
        .doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"alice,alice", "DOMAIN\\bob,DOMAIN-bob", "'',guest", "'  ',guest"})
  void systemUserBecomesAName(String user, String name) {
    assertThat(Names.ofSystemUser(user)).isEqualTo(name);
  }
}
