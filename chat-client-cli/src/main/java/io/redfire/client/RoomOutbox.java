package io.redfire.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * The messages of one room that are not answered yet, by their numbers, and how fast this room
 * takes them. Used on the client's own thread only.
 */
final class RoomOutbox {
  private final String room;
  private final TreeMap<Long, Outgoing> waiting = new TreeMap<>();
  private final TreeMap<Long, Outgoing> inFlight = new TreeMap<>();
  private final Pace pace = new Pace(System::nanoTime);

  RoomOutbox(String room) {
    this.room = room;
  }

  String room() {
    return room;
  }

  Pace pace() {
    return pace;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  /**
   * Whether a message waits, and the room lets it go out now. One that answers another that was
   * lost waits until that is accepted anew, in flight before it, since only then it can say where.
   */
  boolean mayGo() {
    return !waiting.isEmpty()
        && inFlight.size() < pace.most(Integer.MAX_VALUE)
        && !waiting.firstEntry().getValue().isTiedToMoving();
  }

  /** The number of the message that goes out next; there has to be one. */
  long next() {
    return waiting.firstKey();
  }

  /** Moves that message out. */
  Outgoing takeNext() {
    Iterator<Outgoing> first = waiting.values().iterator();
    Outgoing message = first.next();
    first.remove();
    message.inDoubt(false);
    inFlight.put(message.number(), message);
    return message;
  }

  void put(Outgoing message) {
    waiting.put(message.number(), message);
  }

  void answered(Outgoing message) {
    inFlight.remove(message.number());
  }

  void doubt() {
    inFlight.values().forEach(message -> message.inDoubt(true));
  }

  void takeBackAll() {
    waiting.putAll(inFlight);
    inFlight.clear();
  }

  List<Outgoing> all() {
    List<Outgoing> all = new ArrayList<>(waiting.values());
    all.addAll(inFlight.values());
    return all;
  }

  /** How long the room's pause goes on; zero where there is none. */
  Duration rest() {
    return pace.rest();
  }
}
