package io.redfire.bench.load;

import io.redfire.bench.stream.Connection;
import io.redfire.bench.stream.Loops;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each stream its connection: the nodes in turn, and the connections of a node in turn. For
 * one thread.
 */
final class Places implements AutoCloseable {
  private static final int STREAM_WINDOW = 1024 * 1024;

  private final List<List<Connection>> byNode = new ArrayList<>();
  private final List<Connection> all = new ArrayList<>();
  private int given;

  Places(LoadPlan plan, Loops loops) {
    int nodes = plan.nodes().size();
    for (int node = 0; node < nodes; node++) {
      int streams = (plan.streams() + nodes - 1 - node) / nodes;
      List<Connection> own = new ArrayList<>();
      for (int i = 0; i < plan.connections(streams); i++) {
        int loop = all.size() % loops.count();
        Connection connection = new Connection(plan.nodes().get(node), loops, loop, STREAM_WINDOW);
        own.add(connection);
        all.add(connection);
      }
      byNode.add(own);
    }
  }

  Connection next() {
    List<Connection> own = byNode.get(given % byNode.size());
    Connection connection = own.get(given / byNode.size() % own.size());
    given++;
    return connection;
  }

  int connections() {
    return all.size();
  }

  /** Cuts them all. */
  @Override
  public void close() {
    all.forEach(Connection::close);
  }
}
