package io.redfire.core.redis.log;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisAddress.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** What waits to be appended to one room, in order. For the writer's thread. */
final class RoomAppends {
  private final RoomName room;
  private final Queue<PendingAppend> waiting = new ArrayDeque<>();
  private final Pause pause = new Pause();
  private Optional<Endpoint> elsewhere = Optional.empty();

  RoomAppends(RoomName room) {
    this.room = room;
  }

  RoomName room() {
    return room;
  }

  void add(PendingAppend pending) {
    waiting.add(pending);
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether its next call may leave now. */
  boolean isReady() {
    return pause.isOver();
  }

  /** Its next call is to wait for a while. */
  void delay() {
    pause.lengthen();
  }

  /** Its next call, and only that, is to go to this server, to which its slot is on its way. */
  void redirect(Endpoint server) {
    elsewhere = Optional.of(server);
  }

  /** Where its next call was told to go; tells it once. */
  Optional<Endpoint> takeRedirect() {
    Optional<Endpoint> told = elsewhere;
    elsewhere = Optional.empty();
    return told;
  }

  /** Drops what follows a failed message of its lane: appending it would break the lane's order. */
  void abandon() {
    waiting.removeIf(
        pending -> {
          boolean abandoned = pending.lane().isBroken();
          if (abandoned) {
            pending.fail(RedisFailure.exception(Reason.ABANDONED));
          }
          return abandoned;
        });
  }

  /** Gives all up where the oldest is too late: nothing may overtake it. */
  void giveUpLate() {
    if (!waiting.isEmpty() && waiting.element().isLate()) {
      giveUp(waiting, RedisFailure.exception(Reason.UNAVAILABLE));
      waiting.clear();
    }
  }

  /** Hands all of it to the collection. */
  void drainTo(Collection<PendingAppend> rest) {
    rest.addAll(waiting);
    waiting.clear();
  }

  /**
   * What leaves next, in one call, each of its parts the work of one script: the messages between
   * two changes, or a change. What goes in a call of its own is in none with others.
   *
   * @param limit how many messages and changes at most
   * @param parts how many parts at most
   */
  List<List<PendingAppend>> next(int limit, int parts) {
    if (waiting.element().isByItself()) {
      return List.of(List.of(waiting.element()));
    }
    List<List<PendingAppend>> next = new ArrayList<>();
    boolean open = false;
    int count = 0;
    for (PendingAppend pending : waiting) {
      boolean begins = pending.isAlone() || !open;
      if (pending.isByItself() || count == limit || (begins && next.size() == parts)) {
        break;
      }
      if (begins) {
        next.add(new ArrayList<>());
      }
      next.get(next.size() - 1).add(pending);
      open = !pending.isAlone();
      count++;
    }
    return next;
  }

  /** Takes off a part that has left and needs not leave again. */
  void settled(List<PendingAppend> part) {
    part.forEach(one -> waiting.remove());
    pause.reset();
  }

  static void giveUp(Iterable<PendingAppend> messages, LogException reason) {
    messages.forEach(pending -> pending.fail(reason));
  }
}
