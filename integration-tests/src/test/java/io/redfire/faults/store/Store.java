package io.redfire.faults.store;

import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.workload.Rooms;
import io.redfire.testing.Host;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.HostAndPort;

/** The Redis that the nodes of a run share, in one of its forms. Any thread may call it. */
public interface Store extends AutoCloseable {

  /** What reports call it. */
  String name();

  /** The value of a node's {@code --redis}. */
  String address();

  /**
   * The one server that a link may stand before. There is none where nodes learn from the store
   * itself where its servers are.
   */
  default Optional<HostAndPort> server() {
    return Optional.empty();
  }

  /** Where the n-th node, from 1, runs and listens. */
  default Host host(int node) {
    return new Host("127.0.0.1", List.of());
  }

  /** Opens a console to each Redis that takes writes. */
  List<Console> primaries();

  /** Opens a console to the Redis that takes the writes of this room. */
  Console console(String room);

  /**
   * What can go wrong with it.
   *
   * @param history takes what operators write by hand
   */
  List<FaultKind> faults(Rooms rooms, Consumer<HistoryEvent> history);

  /** What it may lose at any time, since a machine that is busy looks like one that is dead. */
  default Loss usual() {
    return replicas() > 0 ? Loss.UNREPLICATED : Loss.NOTHING;
  }

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
