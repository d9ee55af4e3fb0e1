package io.redfire.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
  @Test
  void idTellsWhenItWasMade() {
    assertThat(new MessageId("01932f0c-a1b2-7abc-8def-0123456789ab").time())
        .isEqualTo(Instant.ofEpochMilli(0x01932f0ca1b2L));
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    assertThat(MessageId.create().time()).isBetween(before, Instant.now());
  }

  @Test
  void idsDiffer() {
    assertThat(MessageId.create()).isNotEqualTo(MessageId.create());
  }

  @Test
  void upperAndLowerCaseAreTheSameId() {
    MessageId id = MessageId.create();
    assertThat(new MessageId(id.value().toUpperCase(Locale.ROOT))).isEqualTo(id);
    assertThat(id).hasToString(id.value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "01932f0c-a1b2-4abc-8def-0123456789ab",
        "01932f0c-a1b2-7abc-cdef-0123456789ab",
        "01932f0ca1b27abc8def0123456789ab",
        "01932f0c-a1b2-7abc-8def-0123456789ag",
        "01932f0c-a1b2-7abc-8def-0123456789a",
        " 01932f0c-a1b2-7abc-8def-0123456789ab",
        "{01932f0c-a1b2-7abc-8def-0123456789ab}"
      })
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> new MessageId(text))
        .isInstanceOf(InvalidName.class)
        .hasMessageMatching("id: not a UUIDv7 \\(expected: such as [0-9a-f-]{36}\\)");
  }
}
