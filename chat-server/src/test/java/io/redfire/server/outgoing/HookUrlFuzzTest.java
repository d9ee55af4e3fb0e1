package io.redfire.server.outgoing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;

/** Where whoever keeps the webhooks of a room may have posts sent to. */
class HookUrlFuzzTest {
  /**
   * A URL has a host, a port, and a target and a header of one line each, or is refused with what
   * would be right and without itself.
   */
  @FuzzTarget(maxBytes = 1200)
  void urlHasWhatAPostNeedsOrIsRefused(byte[] input) {
    String text = new String(input, ISO_8859_1);
    try {
      HookUrl url = HookUrl.parse(text);
      assertThat(url.host()).matches("[!-~]+").doesNotContain("[", "]", "@", "/", "%");
      assertThat(url.port()).isBetween(1, 65_535);
      assertThat(url.target()).matches("/[!-~]*").doesNotContain("#");
      assertThat(url.authority()).matches("[!-~]+").doesNotContain("@");
      // Nobody who reads it again finds another host.
      String again = (url.secure() ? "https://" : "http://") + url.authority() + url.target();
      assertThat(HookUrl.parse(again)).isEqualTo(url);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("(expected: ");
    }
  }
}
