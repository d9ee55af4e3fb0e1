package io.redfire.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.RoomName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendTurnTest {
  private static final Duration WAIT = Duration.ofMillis(100);

  /** So near its end that the times of the tests go over it. */
  private static final long START = Long.MAX_VALUE - 1;

  private final SendTurn turn = new SendTurn();

  private static long after(Duration time) {
    return START + time.toNanos();
  }

  @Test
  void withoutARefusalNothingWaits() {
    assertThat(turn.behind("a", START)).isEmpty();
    assertThat(turn.behind("", START)).isEmpty();
  }

  @Test
  void whatComesBehindARefusedMessageWaitsUntilItComesAgain() {
    turn.refused("a", WAIT, START);
    assertThat(turn.behind("b", after(Duration.ofMillis(40)))).contains(Duration.ofMillis(60));
    assertThat(turn.behind("", after(Duration.ofMillis(40)))).contains(Duration.ofMillis(60));
    assertThat(turn.behind("b", after(Duration.ofMillis(99)))).contains(SendTurn.SHORTEST_WAIT);
    assertThat(turn.behind("b", after(Duration.ofMillis(150)))).contains(SendTurn.SHORTEST_WAIT);
    assertThat(turn.behind("a", after(Duration.ofMillis(151)))).isEmpty();
    assertThat(turn.behind("b", after(Duration.ofMillis(152)))).isEmpty();
  }

  @Test
  void aMessageRefusedAgainHoldsThoseBehindItAgain() {
    turn.refused("a", WAIT, START);
    assertThat(turn.behind("a", after(WAIT))).isEmpty();
    turn.refused("a", WAIT, after(WAIT));
    assertThat(turn.behind("b", after(WAIT))).contains(WAIT);
  }

  @Test
  void aMessageThatWasGivenUpIsForgotten() {
    turn.refused("a", WAIT, START);
    assertThat(turn.behind("b", after(WAIT.plus(SendTurn.PATIENCE)))).isPresent();
    assertThat(turn.behind("b", after(WAIT.plus(SendTurn.PATIENCE).plusNanos(1)))).isEmpty();
    assertThat(turn.behind("c", START)).isEmpty();
  }

  @Test
  void aMessageWithoutAnIdHoldsNothing() {
    turn.refused("", WAIT, START);
    assertThat(turn.behind("b", START)).isEmpty();
  }

  @Test
  void aRoomThatRefusedHoldsNothingInAnother() {
    SendTurns turns = new SendTurns();
    RoomName slow = new RoomName("slow");
    RoomName other = new RoomName("other");
    turns.refused(slow, "a", WAIT, START);
    assertThat(turns.behind(slow, "b", START)).contains(WAIT);
    assertThat(turns.behind(other, "c", START)).isEmpty();
    assertThat(turns.behind(slow, "a", START)).isEmpty();
    assertThat(turns.behind(slow, "b", START)).isEmpty();
  }

  @Test
  void theRoomThatRefusedLongestAgoIsForgottenBeyondTheBound() {
    SendTurns turns = new SendTurns();
    for (int i = 0; i <= SendTurns.MOST; i++) {
      turns.refused(new RoomName("room" + i), "a", WAIT, START);
    }
    assertThat(turns.behind(new RoomName("room0"), "b", START)).isEmpty();
    assertThat(turns.behind(new RoomName("room1"), "b", START)).contains(WAIT);
    assertThat(turns.behind(new RoomName("room" + SendTurns.MOST), "b", START)).contains(WAIT);
  }
}
