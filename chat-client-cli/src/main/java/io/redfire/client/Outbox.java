package io.redfire.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are not answered yet, in the order in which they were given. Used on the
 * client's own thread only.
 *
 * <p>Order rests on one rule: what goes out next is the waiting message with the lowest number. A
 * message that comes back, after a lost connection or a rewind, keeps its number and so goes before
 * everything that was given later.
 */
final class Outbox {
  private final TreeMap<Long, Outgoing> waiting = new TreeMap<>();
  private final TreeMap<Long, Outgoing> inFlight = new TreeMap<>();
  private long given;

  void add(Outgoing message) {
    message.number(++given);
    waiting.put(message.number(), message);
  }

  /** Moves the next message out, or returns null where none waits. */
  @Nullable Outgoing takeNext() {
    Map.Entry<Long, Outgoing> next = waiting.pollFirstEntry();
    if (next == null) {
      return null;
    }
    next.getValue().inDoubt(false);
    inFlight.put(next.getKey(), next.getValue());
    return next.getValue();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  void answered(Outgoing message) {
    inFlight.remove(message.number());
  }

  /** The room's log was replaced: what is answered from now on may be about the one before. */
  void doubt(String room) {
    for (Outgoing message : inFlight.values()) {
      if (message.room().equals(room)) {
        message.inDoubt(true);
      }
    }
  }

  /** Takes a message back that had been answered and was withdrawn since. */
  void takeBack(Outgoing message) {
    waiting.put(message.number(), message);
  }

  /** The connection is lost: everything in flight waits again. */
  void takeBackAll() {
    waiting.putAll(inFlight);
    inFlight.clear();
  }

  /** Empties the box. */
  List<Outgoing> removeAll() {
    takeBackAll();
    List<Outgoing> all = new ArrayList<>(waiting.values());
    waiting.clear();
    return all;
  }
}
