package io.redfire.server.outgoing;

import io.redfire.core.log.RoomName;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many posts be under way at once, and few of them of one room, whose receivers may all be
 * slow. The others wait: the rooms by turns, and those of a room in the order in which they came.
 * For one thread.
 *
 * <p>A webhook waits once at most, so there wait no more than the node looks after.
 */
final class PostTurns {
  private final int mostOfRoom;
  private final Executor loop;
  private final Map<RoomName, Integer> underWay = new HashMap<>();

  /** No queue is empty; the rooms in the order in which it is their turn. */
  private final Map<RoomName, Queue<Runnable>> waiting = new LinkedHashMap<>();

  private int free;

  /**
   * Lets so many begin at once.
   *
   * @param loop runs what waited, on the same thread
   */
  PostTurns(int most, int mostOfRoom, Executor loop) {
    this.free = most;
    this.mostOfRoom = mostOfRoom;
    this.loop = loop;
  }

  /** Begins now, or when it is its turn; whoever begins gives the turn back. */
  void take(RoomName room, Runnable begin) {
    // Nothing waits that could begin.
    if (free > 0 && mayBegin(room)) {
      count(room);
      begin.run();
    } else {
      waiting.computeIfAbsent(room, unused -> new ArrayDeque<>()).add(begin);
    }
  }

  /** Ends a turn that was taken for that room. */
  void giveBack(RoomName room) {
    free++;
    int left = underWay.getOrDefault(room, 1) - 1;
    if (left > 0) {
      underWay.put(room, left);
    } else {
      underWay.remove(room);
    }
    next()
        .ifPresent(
            chosen -> {
              Runnable begin = polled(chosen);
              if (begin != null) {
                count(chosen);
                // Not here: who begins may give back at once, and so on for all that wait.
                loop.execute(begin);
              }
            });
  }

  private Optional<RoomName> next() {
    return waiting.keySet().stream().filter(this::mayBegin).findFirst();
  }

  private boolean mayBegin(RoomName room) {
    return underWay.getOrDefault(room, 0) < mostOfRoom;
  }

  private void count(RoomName room) {
    free--;
    underWay.merge(room, 1, Integer::sum);
  }

  /** The room's next one; the room is behind all others then. */
  private @Nullable Runnable polled(RoomName room) {
    Queue<Runnable> queue = waiting.remove(room);
    if (queue == null) {
      return null;
    }
    Runnable begin = queue.poll();
    if (!queue.isEmpty()) {
      waiting.put(room, queue);
    }
    return begin;
  }
}
