package io.redfire.server.bot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Utf8;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;

/** What anybody may send to the address of the webhooks. */
class HookFuzzTest {
  /** A body is text that can be stored, or refused as every request is. */
  @FuzzTarget(maxBytes = 4096)
  void bodyIsTextOrRefused(byte[] input) {
    try {
      HookBody body = HookBody.parse(input);
      assertThat(Utf8.encodedLength(body.text())).isNotNegative();
    } catch (Problem refusal) {
      Refusals.assertConforming(refusal.status());
    }
  }

  /** A path is the one text form of a webhook's, or none; and it shows its secret nowhere. */
  @FuzzTarget(maxBytes = 512)
  void pathComesBackOrIsNone(byte[] input) {
    HookPath.parse(new String(input, ISO_8859_1))
        .ifPresent(
            path -> {
              String text = HookPath.of(path.room(), path.token());
              assertThat(HookPath.parse(text))
                  .hasValueSatisfying(
                      again -> {
                        assertThat(again.room()).isEqualTo(path.room());
                        assertThat(again.token().text()).isEqualTo(path.token().text());
                      });
              String secret = path.token().text().split("\\.", 2)[1];
              assertThat(path.token().toString()).doesNotContain(secret);
              // The room may be called what the secret is.
              assertThat(path.toString())
                  .isEqualTo("HookPath[room=%s, token=%s]", path.room().value(), path.token());
            });
  }
}
