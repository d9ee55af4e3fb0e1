package io.redfire.server.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://id.example,https://id.example",
    "https://id.example/,https://id.example",
    "https://id.example:8443/realms/chat,https://id.example:8443/realms/chat",
    "http://localhost:8080/realms/chat,http://localhost:8080/realms/chat",
    "http://127.0.0.1:1,http://127.0.0.1:1",
    "http://127.9.9.9,http://127.9.9.9",
    "http://[::1]:1/a,http://[::1]:1/a",
  })
  void descriptionStandsUnderTheIssuer(String text, String base) throws Exception {
    assertThat(IssuerUrl.parse(text)).hasToString(text);
    assertThat(IssuerUrl.parse(text).description())
        .hasToString(base + "/.well-known/openid-configuration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hush",
        "id.example",
        "https:///path",
        "https:id.example",
        "http://id.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://192.168.0.1",
        "http://[::2]",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
        "file:///etc/keys",
        "https://alice:hush@id.example",
        "https://id.example/#x",
        "https://id.example/a b",
      })
  void whatAnyoneOnTheWayCouldReplaceIsRefused(String text) {
    assertThatThrownBy(() -> IssuerUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not a place to ask for keys (expected: https://HOST[:PORT][/PATH]; http:// to this"
                + " machine only)");
  }
}
