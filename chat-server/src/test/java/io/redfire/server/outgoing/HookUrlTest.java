package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hook",
        "/in",
        "//a.example/in",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https:a.example",
        "http://",
        "http:///in",
        "http://:80/in",
        "http://a@b.example/",
        "http://a:b@c.example/",
        "http://@c.example/",
        "http://a.example/#b",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:http/",
        "http://a b/",
        "http://a_b.example/",
        "http://红.example/",
        "http://a.example/红",
        "http://a.example/\r\nX: y",
        "http://a.example/%",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://[fe80::1%25lo]/",
        "http://[::1/",
        "http://[v1.a]/"
      })
  void whatIsNoUrlOfHttpIsRefused(String url) {
    assertThatThrownBy(() -> HookUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void partsAreAsTheyGoIntoAPost() {
    HookUrl url = HookUrl.parse("HTTPS://A.example:8443/b%20c?d=e&f");
    assertThat(url).isEqualTo(new HookUrl(true, "A.example", 8443, "/b%20c?d=e&f"));
    assertThat(url.authority()).isEqualTo("A.example:8443");
    assertThat(HookUrl.parse("http://a.example?b"))
        .isEqualTo(new HookUrl(false, "a.example", 80, "/?b"));
    assertThat(HookUrl.parse("https://a.example").authority()).isEqualTo("a.example");
    HookUrl six = HookUrl.parse("http://[2606:4700::1]/");
    assertThat(six.host()).isEqualTo("2606:4700::1");
    assertThat(six.authority()).isEqualTo("[2606:4700::1]");
  }

  @Test
  void whatMayBeASecretIsNotShown() {
    HookUrl url = HookUrl.parse("https://a.example/canary?canary");
    assertThat(url.toString()).isEqualTo("https://a.example/…");
    assertThatThrownBy(() -> HookUrl.parse("https://canary@a.example/canary#canary"))
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> HookUrl.parse("https://a.example/" + "canary".repeat(500)))
        .hasMessageNotContaining("canary");
  }
}
