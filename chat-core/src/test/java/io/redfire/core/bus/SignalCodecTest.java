package io.redfire.core.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCodecTest {
  private static final Signal TYPING = new Signal.Typing(new UserName("火".repeat(64)), "ab12");
  private static final Signal READ = new Signal.Read(new RoomName("@alice,bob"));

  private static final Signal RECEIPT = new Signal.Receipt(new UserName("bob"), 12, 0);

  @Test
  void signalsComeBack() {
    assertThat(SignalCodec.decode(SignalCodec.encode(RECEIPT))).contains(RECEIPT);
    assertThat(SignalCodec.decode(SignalCodec.encode(TYPING))).contains(TYPING);
    assertThat(SignalCodec.decode(SignalCodec.encode(READ))).contains(READ);
  }

  @Test
  void membersOfALaterVersionAreSkipped() {
    String later =
        "{\"of\":{\"kind\":[\"x\"]},\"kind\":\"typing\",\"user\":\"alice\",\"stream\":\"s\",\"n\":1}";
    assertThat(SignalCodec.decode(later.getBytes(UTF_8)))
        .contains(new Signal.Typing(new UserName("alice"), "s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{}",
        "[]",
        "null",
        "{\"kind\":\"presence\",\"user\":\"alice\"}",
        "{\"kind\":\"typing\"}",
        "{\"kind\":\"receipt\",\"user\":\"bob\",\"delivered\":\"1\"}",
        "{\"kind\":\"receipt\",\"user\":\"bob\",\"delivered\":\"-1\",\"read\":\"1\"}",
        "{\"kind\":\"receipt\",\"user\":\"bob\",\"delivered\":\"1\",\"read\":\"9999999999999999\"}",
        "{\"kind\":\"typing\",\"user\":\"a b\"}",
        "{\"kind\":\"typing\",\"user\":7}",
        "{\"kind\":\"read\",\"room\":\"{chat}\"}",
        "{\"kind\":\"read\",\"room\":\"chat\"} {}",
        "{\"kind\":\"read\",\"room\":\"chat\""
      })
  void whatIsNoSignalIsNone(String text) {
    assertThat(SignalCodec.decode(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void whatIsLongerThanAnyOfOursIsNotEvenRead() {
    String padded = "{\"kind\":\"read\",\"room\":\"chat\",\"x\":\"" + "x".repeat(4096) + "\"}";
    assertThat(SignalCodec.decode(padded.getBytes(UTF_8))).isEmpty();
  }
}
