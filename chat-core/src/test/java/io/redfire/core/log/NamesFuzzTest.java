package io.redfire.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.text.Normalizer;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/** Names and ids, as users send them. */
class NamesFuzzTest {
  @FuzzTarget(maxBytes = 512)
  void nameIsTakenOrRefusedInWords(byte[] input) {
    String text = new String(input, UTF_8);
    if (isTaken(UserName::new, text)) {
      assertThat(new UserName(text).value()).isEqualTo(text);
      assertThat(text).isNotEmpty().doesNotContainPattern("[\\p{C}\\p{Z}:{}/*?\\[\\]\\\\'\"<>@,]");
      assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(NameRule.MAX_LENGTH);
      assertThat(Normalizer.normalize(text, Normalizer.Form.NFC)).isEqualTo(text);
      assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
      assertThat(new RoomName(text).users()).isEmpty();
    } else if (isTaken(RoomName::new, text)) {
      // Only the rooms that belong to users have names that no user can have.
      RoomName room = new RoomName(text);
      assertThat(room.value()).isEqualTo(text).startsWith("@");
      assertThat(room.users()).hasSizeBetween(1, 2);
    }
  }

  @FuzzTarget(maxBytes = 80)
  void idIsAUuidOfVersionSevenOrRefused(byte[] input) {
    String text = new String(input, UTF_8);
    if (isTaken(MessageId::new, text)) {
      MessageId id = new MessageId(text);
      UUID uuid = UUID.fromString(id.value());
      assertThat(uuid.version()).isEqualTo(7);
      assertThat(uuid.variant()).isEqualTo(2);
      assertThat(id.value()).isEqualTo(uuid.toString()).isEqualToIgnoringCase(text);
      assertThat(id.time()).isEqualTo(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16));
      assertThat(new MessageId(id.value())).isEqualTo(id);
    }
  }

  private static boolean isTaken(Function<String, ?> rule, String text) {
    try {
      assertThat(rule.apply(text)).isNotNull();
      return true;
    } catch (InvalidName refusal) {
      assertThat(refusal.getMessage())
          .contains("(expected: ")
          .doesNotContainPattern("[^\\p{ASCII}]|\\p{IsControl}")
          .hasSizeLessThan(200);
      return false;
    }
  }
}
