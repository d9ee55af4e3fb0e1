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

  /** What a reader that stalls lets pile up on its own side. */
  private static final int SMALL_WINDOW = 64 * 1024;

  private final LoadPlan plan;
  private final Loops loops;
  private final List<List<Connection>> byNode = new ArrayList<>();
  private final List<Connection> all = new ArrayList<>();
  private int given;

  Places(LoadPlan plan, Loops loops) {
    this.plan = plan;
    this.loops = loops;
    int nodes = plan.nodes().size();
    for (int node = 0; node < nodes; node++) {
      int streams = (plan.streams() + nodes - 1 - node) / nodes;
      List<Connection> own = new ArrayList<>();
      for (int i = 0; i < plan.connections(streams); i++) {
        own.add(connection(node, STREAM_WINDOW));
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

  /** A new connection that no other stream shares. */
  Connection apart() {
    return connection(all.size() % plan.nodes().size(), SMALL_WINDOW);
  }

  private Connection connection(int node, int window) {
    int loop = all.size() % loops.count();
    Connection connection =
        new Connection(plan.nodes().get(node), plan.credentials(), loops, loop, window);
    all.add(connection);
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
