package io.redfire.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What other programs publish and push, in any order. */
class UnlistedTextsFuzzTest {
  private static final int MOST_AT_ONCE = 256;
  private long now;

  /**
   * Each byte is something that happens: its high bit tells published or pushed, the rest the text;
   * zero is the end of a while.
   */
  @FuzzTarget(maxBytes = 1024)
  void eachTextIsShownOnce(byte[] input) {
    UnlistedTexts texts = new UnlistedTexts(() -> now);
    Map<String, Integer> surplus = new HashMap<>();
    int happened = 0;
    for (byte event : input) {
      now += 1000;
      String text = String.valueOf(event & 0x7f);
      if (event == 0 || happened == MOST_AT_ONCE) {
        // Longer than an entry is remembered.
        now += 11_000_000_000L;
        List<String> expected = new ArrayList<>();
        surplus.forEach((each, count) -> expected.addAll(times(each, count)));
        assertThat(texts.due()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(texts.due()).isEmpty();
        surplus.clear();
        happened = 0;
      } else if (event < 0) {
        texts.listed(text);
        surplus.merge(text, -1, Integer::sum);
        happened++;
      } else {
        assertThat(texts.published(text)).isEqualTo(surplus.merge(text, 1, Integer::sum) > 0);
        happened++;
      }
    }
    assertThat(texts.due()).isEmpty();
  }

  private static List<String> times(String text, int count) {
    return Collections.nCopies(Math.max(0, count), text);
  }
}
