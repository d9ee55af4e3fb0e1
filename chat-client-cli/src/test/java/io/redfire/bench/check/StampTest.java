package io.redfire.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampTest {
  @ParameterizedTest
  @CsvSource({"0, 1, 0", "16777215, 4294967295, 281474976710655", "4711, 123456, 987654321012"})
  void readsWhatItWrote(int sender, long number, long due) {
    byte[] text = new Stamp(sender, number, due).text(40);
    byte[] frame = new byte[50];
    System.arraycopy(text, 0, frame, 5, 40);

    assertThat(Stamp.sender(frame, 5, 40)).isEqualTo(sender);
    assertThat(Stamp.number(frame, 5)).isEqualTo(number);
    assertThat(Stamp.due(frame, 5)).isEqualTo(due);
  }

  @Test
  void fillsTheTextWithLettersThatNeedNoEscape() {
    String text = new String(new Stamp(1, 2, 3).text(64), StandardCharsets.UTF_8);
    assertThat(text).hasSize(64).matches("[0-9a-f]{26}\\.{38}");
  }

  @Test
  void aForeignTextHasNoSender() {
    byte[] foreign = "hello, this is nothing of ours".getBytes(StandardCharsets.UTF_8);
    assertThat(Stamp.sender(foreign, 0, foreign.length)).isNegative();
    assertThat(Stamp.sender(foreign, 0, 5)).isNegative();
  }
}
