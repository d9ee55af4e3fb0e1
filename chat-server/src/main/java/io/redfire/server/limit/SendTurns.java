package io.redfire.server.limit;

import io.redfire.core.log.RoomName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@link SendTurn} of each room that one stream sends to, where there is one. For one thread.
 *
 * <p>What one room refuses holds back nothing in another. Bounded: where messages to more rooms
 * than {@link #MOST} were refused, the order in the room that was refused longest ago is the
 * client's own to keep.
 */
public final class SendTurns {
  static final int MOST = 256;

  private final Map<RoomName, SendTurn> turns = new LinkedHashMap<>();

  /** As {@link SendTurn#behind}, among the messages to that room. */
  public Optional<Duration> behind(RoomName room, String id, long nanoTime) {
    SendTurn turn = turns.get(room);
    if (turn == null) {
      return Optional.empty();
    }
    Optional<Duration> wait = turn.behind(id, nanoTime);
    if (wait.isEmpty()) {
      turns.remove(room);
    }
    return wait;
  }

  /** As {@link SendTurn#refused}, for a message to that room. */
  public void refused(RoomName room, String id, Duration wait, long nanoTime) {
    if (id.isEmpty()) {
      return;
    }
    SendTurn turn = new SendTurn();
    turn.refused(id, wait, nanoTime);
    turns.remove(room);
    turns.put(room, turn);
    if (turns.size() > MOST) {
      turns.remove(turns.keySet().iterator().next());
    }
  }
}
