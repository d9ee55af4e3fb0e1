package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;

/** Tokens and codes, as whoever wants to come in shows them. */
class TokenFuzzTest {
  @FuzzTarget(maxBytes = 512)
  void tokenHasOneSpellingOrIsRefused(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      Token token = Token.parse(text);
      assertThat(token.text()).isEqualTo(text);
      assertThat(token.matches(token.digest())).isTrue();
      assertThat(token.toString()).isEqualTo("Token[" + token.user() + ", …]");
    } catch (InvalidField refusal) {
      assertThat(refusal.getMessage()).startsWith("token: not a token of this service");
    }
  }

  @FuzzTarget(maxBytes = 128)
  void codeComesBackOrIsRefused(byte[] input) {
    try {
      OneTimeCode code = OneTimeCode.parse(new String(input, UTF_8));
      OneTimeCode again = OneTimeCode.parse(code.text());
      assertThat(again.text()).isEqualTo(code.text());
      assertThat(again.matches(code.digest())).isTrue();
      assertThat(code).hasToString("OneTimeCode[…]");
    } catch (InvalidField refusal) {
      assertThat(refusal.getMessage()).startsWith("code: not a code");
    }
  }
}
