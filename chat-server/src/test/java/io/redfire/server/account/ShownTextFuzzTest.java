package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import io.redfire.testing.fuzz.FuzzTarget;

/** Names and short texts that people choose for others to see. */
class ShownTextFuzzTest {
  private static final String UNSEEN = "[\\p{Cc}\\p{Cs}\\p{Co}\u202a-\u202e\u2066-\u2069\u200b]";

  @FuzzTarget(maxBytes = 512)
  void displayNameIsOneHarmlessLineOrRefused(byte[] input) {
    try {
      DisplayName name = new DisplayName(new String(input, UTF_8));
      assertThat(name.value()).isNotEmpty().doesNotContainPattern(UNSEEN);
      assertThat(name.value().strip()).isEqualTo(name.value());
      assertThat(new DisplayName(name.value())).isEqualTo(name);
    } catch (InvalidField refusal) {
      assertThat(refusal.getMessage()).startsWith("display name: ").contains("(expected: ");
    }
  }

  @FuzzTarget(maxBytes = 256)
  void newNameIsWhatItSeemsOrRefused(byte[] input) {
    UserName name;
    try {
      name = new UserName(new String(input, UTF_8));
    } catch (InvalidName noNameAtAll) {
      return;
    }
    try {
      NewName.check("user", name.value());
      assertThat(name.value()).doesNotContainPattern(UNSEEN);
      assertThat(NameSkeleton.allOf(name.value())).isNotEmpty().hasSizeLessThanOrEqualTo(2);
    } catch (InvalidField refusal) {
      assertThat(refusal.getMessage()).startsWith("user: ").contains("(expected: ");
    }
  }
}
