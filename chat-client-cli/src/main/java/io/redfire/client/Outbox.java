package io.redfire.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are not answered yet, in the order in which they were given. Used on the
 * client's own thread only.
 *
 * <p>Order rests on one rule: what goes out next is the waiting message with the lowest number,
 * among those whose room takes one now. A message that comes back, after a lost connection or a
 * rewind, keeps its number and so goes before everything that was given later.
 *
 * <p>A room that has neither a message waiting nor one in flight is not remembered.
 */
final class Outbox {
  private final Map<String, RoomOutbox> rooms = new HashMap<>();

  /**
   * The rooms that take a message now, by the number of their next one, and the other way round.
   */
  private final TreeMap<Long, RoomOutbox> ready = new TreeMap<>();

  private final Map<RoomOutbox, Long> filed = new HashMap<>();
  private long given;

  void add(Outgoing message) {
    message.number(++given);
    takeBack(message);
  }

  /** Moves the next message out, or returns null where none waits that may go. */
  @Nullable Outgoing takeNext() {
    Map.Entry<Long, RoomOutbox> first = ready.firstEntry();
    if (first == null) {
      return null;
    }
    Outgoing next = first.getValue().takeNext();
    file(first.getValue());
    return next;
  }

  boolean isEmpty() {
    return rooms.isEmpty();
  }

  void answered(Outgoing message) {
    change(message.room(), room -> room.answered(message));
  }

  /** The room took one: it may take more at once. */
  void accepted(Outgoing message) {
    change(message.room(), room -> room.pace().accepted());
  }

  /** The room's log was replaced: what is answered from now on may be about the one before. */
  void doubt(String room) {
    change(room, RoomOutbox::doubt);
  }

  /** Takes a message back whose answer does not count: it was refused for now, or withdrawn. */
  void takeBack(Outgoing message) {
    RoomOutbox room = rooms.computeIfAbsent(message.room(), RoomOutbox::new);
    room.answered(message);
    room.put(message);
    file(room);
  }

  /** The connection is lost: everything in flight waits again. */
  void takeBackAll() {
    List.copyOf(rooms.keySet()).forEach(room -> change(room, RoomOutbox::takeBackAll));
  }

  /** Nothing more goes to that room for so long. */
  void pause(String room, Duration wait) {
    change(room, paused -> paused.pace().refused(wait));
  }

  /** How long that pause goes on; zero where there is none. */
  Duration rest(String room) {
    RoomOutbox paused = rooms.get(room);
    return paused == null ? Duration.ZERO : paused.rest();
  }

  /** The pause may be over. */
  void goOn(String room) {
    change(room, paused -> {});
  }

  /** Empties the box. */
  List<Outgoing> removeAll() {
    List<Outgoing> all = new ArrayList<>();
    rooms.values().forEach(room -> all.addAll(room.all()));
    all.sort(Comparator.comparingLong(Outgoing::number));
    rooms.clear();
    ready.clear();
    filed.clear();
    return all;
  }

  private void change(String name, Consumer<RoomOutbox> how) {
    RoomOutbox room = rooms.get(name);
    if (room != null) {
      how.accept(room);
      file(room);
    }
  }

  private void file(RoomOutbox room) {
    Long before = filed.remove(room);
    if (before != null) {
      ready.remove(before);
    }
    if (room.mayGo()) {
      ready.put(room.next(), room);
      filed.put(room, room.next());
    } else if (room.isEmpty()) {
      rooms.remove(room.room());
    }
  }
}
