package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PostTurnsTest {
  private static final RoomName DEN = new RoomName("den");
  private static final RoomName HALL = new RoomName("hall");

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> begun = new ArrayList<>();

  private void take(PostTurns turns, RoomName room, String name) {
    turns.take(room, () -> begun.add(name));
  }

  private void run() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Test
  void soManyBeginAndTheOthersInTheirOrder() {
    PostTurns turns = new PostTurns(2, 2, loop::add);
    for (String name : List.of("a", "b", "c", "d")) {
      take(turns, DEN, name);
    }
    assertThat(begun).containsExactly("a", "b");
    turns.giveBack(DEN);
    run();
    assertThat(begun).containsExactly("a", "b", "c");
    turns.giveBack(DEN);
    turns.giveBack(DEN);
    turns.giveBack(DEN);
    run();
    take(turns, DEN, "e");
    take(turns, DEN, "f");
    take(turns, DEN, "g");
    assertThat(begun).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void aRoomHasNoMoreThanItsShareThoughTurnsAreFree() {
    PostTurns turns = new PostTurns(4, 2, loop::add);
    take(turns, DEN, "den 1");
    take(turns, DEN, "den 2");
    take(turns, DEN, "den 3");
    take(turns, HALL, "hall 1");
    assertThat(begun).containsExactly("den 1", "den 2", "hall 1");

    turns.giveBack(HALL);
    run();
    assertThat(begun).as("the den has its share").hasSize(3);
    turns.giveBack(DEN);
    run();
    assertThat(begun).containsExactly("den 1", "den 2", "hall 1", "den 3");
  }

  @Test
  void roomsThatWaitHaveTurnsOneAfterTheOther() {
    PostTurns turns = new PostTurns(1, 1, loop::add);
    for (int i = 1; i <= 3; i++) {
      take(turns, DEN, "den " + i);
    }
    take(turns, HALL, "hall 1");

    turns.giveBack(DEN);
    run();
    turns.giveBack(DEN);
    run();
    turns.giveBack(HALL);
    run();

    assertThat(begun).containsExactly("den 1", "den 2", "hall 1", "den 3");
  }

  @Test
  void whoeverGivesBackAtOnceFillsNoStack() {
    PostTurns turns = new PostTurns(1, 1, loop::add);
    take(turns, DEN, "first");
    for (int i = 0; i < 100_000; i++) {
      turns.take(
          DEN,
          () -> {
            begun.add("more");
            turns.giveBack(DEN);
          });
    }
    turns.giveBack(DEN);
    run();
    assertThat(begun).hasSize(100_001);
  }
}
