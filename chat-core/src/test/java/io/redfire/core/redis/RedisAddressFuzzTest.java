package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.Optional;

/** Addresses, as flags, variables and files tell them. */
class RedisAddressFuzzTest {
  private static final String CONTROLS = "[\\p{IsControl}\\p{Zl}\\p{Zp}\u202a-\u202e\u2066-\u2069]";
  private static final int LONGEST_MESSAGE = 600;

  @FuzzTarget(maxBytes = 512)
  void addressIsReadOrRefusedInWords(byte[] input) {
    String text = new String(input, UTF_8);
    RedisAddress address;
    try {
      address = RedisAddress.parse(text, Optional.empty());
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal).isExactlyInstanceOf(IllegalArgumentException.class);
      assertThat(refusal.getMessage())
          .contains("(expected: ")
          .doesNotContainPattern(CONTROLS)
          .hasSizeLessThan(LONGEST_MESSAGE);
      return;
    }
    String shown = address.toString();
    assertThat(shown).doesNotContainPattern(CONTROLS);
    assertThat(address.password().isPresent()).isEqualTo(RedisAddress.carriesPassword(text));
    RedisAddress again = RedisAddress.parse(shown, address.password());
    assertThat(again).isEqualTo(address);
    assertThat(again.toString()).isEqualTo(shown);
  }

  /** What stands for the password here is told by nothing that may be shown. */
  @FuzzTarget(maxBytes = 256)
  void passwordIsNeverShown(byte[] input) {
    String text = new String(input, UTF_8);
    int gap = text.indexOf("SECRET");
    if (gap < 0 || text.indexOf("SECRET", gap + 1) >= 0 || !isPassword(text, gap)) {
      return;
    }
    assertThat(RedisAddress.carriesPassword(text)).isTrue();
    try {
      assertThat(RedisAddress.parse(text, Optional.empty()).toString()).doesNotContain("SECRET");
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal.getMessage()).doesNotContain("SECRET");
    }
  }

  /** Between a colon behind the scheme and an {@code @}. */
  private static boolean isPassword(String text, int at) {
    int scheme = text.indexOf("://");
    int from = scheme < 0 ? 0 : scheme + 3;
    int colon = text.indexOf(':', from);
    int end = text.indexOf('@', at);
    return colon >= 0 && colon < at && end >= 0 && (!text.startsWith("unix:") || end < slash(text));
  }

  private static int slash(String text) {
    int slash = text.indexOf('/', "unix://".length());
    return slash < 0 ? text.length() : slash;
  }
}
