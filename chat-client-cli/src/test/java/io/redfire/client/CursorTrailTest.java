package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTrailTest {

  private static CursorTrail after(long entries) {
    CursorTrail trail = new CursorTrail();
    for (long seq = 1; seq <= entries; seq++) {
      trail.add(seq, String.valueOf(seq));
    }
    return trail;
  }

  private static List<Long> seqs(CursorTrail trail) {
    return trail.newestFirst().stream().map(Long::valueOf).toList();
  }

  @Test
  void newestCursorsAreAllKept() {
    assertThat(seqs(after(5))).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(seqs(after(100_000)).subList(0, CursorTrail.DENSE))
        .containsExactly(100_000L, 99_999L, 99_998L, 99_997L, 99_996L, 99_995L, 99_994L, 99_993L);
  }

  @Test
  void lengthIsBoundedAndDistancesStayInProportion() {
    for (long entries : List.of(33L, 1_000L, 30_000L, 300_000L)) {
      List<Long> seqs = seqs(after(entries));
      assertThat(seqs).hasSizeLessThanOrEqualTo(CursorTrail.MOST);
      assertThat(seqs.get(seqs.size() - 1)).isEqualTo(1L);
      // After a rewind by d entries, what has to be read again is a few times d, not everything.
      for (int i = 1; i < seqs.size(); i++) {
        long distance = entries - seqs.get(i - 1) + 1;
        assertThat(entries - seqs.get(i)).isLessThanOrEqualTo(10 * distance);
      }
    }
  }

  @Test
  void rewindForgetsWhatIsAfterTheFork() {
    CursorTrail trail = after(10);
    trail.rewind(7, "seven again");
    assertThat(trail.newestFirst()).startsWith("7", "6", "5").doesNotContain("8", "9", "10");
    trail.add(8, "another eight");
    assertThat(trail.newestFirst()).startsWith("another eight", "7");
  }

  @Test
  void rewindToTheStartKeepsTheStart() {
    CursorTrail trail = after(10);
    trail.rewind(0, "start");
    assertThat(trail.newestFirst()).containsExactly("start");
  }
}
