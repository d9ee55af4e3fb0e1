package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678",
        "        ",
        "correct horse battery staple",
        "密码密码密码密码",
        "пароль-пароль",
        "🔑🔑🔑🔑🔑🔑🔑🔑",
      })
  void anythingOfEightCharactersThatCanBeTypedWillDo(String text) {
    assertThat(Password.of(text).bytes()).isEqualTo(text.getBytes(UTF_8));
  }

  @Test
  void sameKeysOnAnotherDeviceAreTheSamePassword() {
    assertThat(Password.of("ｐａｓｓｗｏｒｄ１").bytes()).isEqualTo(Password.of("password1").bytes());
    assertThat(Password.of("cafe\u0301 cafe\u0301").bytes())
        .isEqualTo(Password.of("café café").bytes());
  }

  @Test
  void caseAndSpacesCount() {
    assertThat(Password.of("Password ").bytes()).isNotEqualTo(Password.of("password").bytes());
    assertThat(Password.of("password ").bytes()).isNotEqualTo(Password.of("password").bytes());
  }

  @Test
  void longestIsTakenAndOneByteMoreIsRefused() {
    assertThat(Password.of("x".repeat(256)).bytes()).hasSize(256);
    assertRefused("x".repeat(257), "257 bytes (expected: at most 256 bytes of UTF-8)");
    assertRefused("密".repeat(86), "258 bytes (expected: at most 256 bytes of UTF-8)");
  }

  @Test
  void hugeTextIsRefusedBeforeItIsLookedAt() {
    assertRefused("\ufdfa".repeat(1025), "1025 characters (expected: at most 256 bytes of UTF-8)");
  }

  @Test
  void charactersAreCountedAfterNormalising() {
    assertRefused("", "0 characters (expected: at least 8)");
    assertRefused("hush123", "7 characters (expected: at least 8)");
    assertRefused("🔑".repeat(7), "7 characters (expected: at least 8)");
    assertRefused("e\u0301".repeat(7), "7 characters (expected: at least 8)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password\n", "pass\0word", "password\ud800"})
  void whatNobodyTypesIsRefused(String text) {
    assertRefused(text, "holds a control character (expected: letters, digits, signs and spaces)");
  }

  @Test
  void textFormShowsNothing() {
    assertThat(Password.of("hush1234")).hasToString("Password[…]");
  }

  private static void assertRefused(String text, String complaint) {
    assertThatThrownBy(() -> Password.of(text))
        .isInstanceOf(InvalidField.class)
        .hasMessage("password: " + complaint);
  }
}
