package io.redfire.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OpeningTurnsTest {
  private final OpeningTurns turns = new OpeningTurns(3);
  private final Queue<Runnable> underWay = new ArrayDeque<>();
  private final List<Integer> begun = new ArrayList<>();

  @Test
  void soManyAreUnderWayAtOnceAndTheNextBeginsWhenOneIsDone() {
    for (int i = 0; i < 7; i++) {
      add(i);
    }
    assertThat(begun).containsExactly(0, 1, 2);
    underWay.remove().run();
    assertThat(begun).containsExactly(0, 1, 2, 3);
    while (!underWay.isEmpty()) {
      underWay.remove().run();
      assertThat(underWay).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5, 6);
    add(7);
    assertThat(begun).endsWith(7);
  }

  @Test
  void whatIsDoneAtOnceMakesRoomHoweverMuchOfItThereIs() {
    add(-1);
    add(-2);
    add(-3);
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      turns.add(
          done -> {
            begun.add(number);
            done.run();
          });
    }
    assertThat(begun).containsExactly(-1, -2, -3);
    underWay.remove().run();
    assertThat(begun).hasSize(100_003);
  }

  private void add(int number) {
    turns.add(
        done -> {
          begun.add(number);
          underWay.add(done);
        });
  }
}
