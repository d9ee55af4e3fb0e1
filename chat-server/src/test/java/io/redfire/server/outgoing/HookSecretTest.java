package io.redfire.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HookSecretTest {
  @Test
  void itSignsAsTheSpecificationDoes() {
    // The example of the libraries that check such signatures.
    assertThat(
            HookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aNewOneComesBackFromItsTextAndShowsNothing() {
    HookSecret secret = HookSecret.create();
    assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(HookSecret.create().text()).isNotEqualTo(secret.text());
    assertThat(HookSecret.parse(secret.text()).sign("a", 1, new byte[0]))
        .isEqualTo(secret.sign("a", 1, new byte[0]));
    assertThat(secret.toString()).doesNotContain(secret.text().substring(6, 20));
    assertThatThrownBy(() -> HookSecret.parse("canary"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }
}
