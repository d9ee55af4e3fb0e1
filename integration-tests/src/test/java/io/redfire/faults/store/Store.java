package io.redfire.faults.store;

import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.workload.Rooms;
import java.util.List;

/** The Redis that the nodes of a run share, in one of its forms. Any thread may call it. */
public interface Store extends AutoCloseable {

  /** What reports call it. */
  String name();

  /** The value of a node's {@code --redis}. */
  String address();

  /** Opens a console to each Redis that takes writes. */
  List<Console> primaries();

  /** Opens a console to the Redis that takes the writes of this room. */
  Console console(String room);

  /** What can go wrong with it. */
  List<FaultKind> faults(Rooms rooms);

  /** How many replicas each primary has. */
  int replicas();

  /** The lines of a room's list, oldest first. */
  default List<byte[]> lines(String room) {
    try (Console console = console(room)) {
      return console.list("LRANGE", room, 0, -1);
    }
  }

  @Override
  void close();
}
