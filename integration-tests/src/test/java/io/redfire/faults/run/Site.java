package io.redfire.faults.run;

import io.redfire.client.ServerAddress;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.node.DrainedNode;
import io.redfire.faults.node.FrozenNode;
import io.redfire.faults.node.KilledNode;
import io.redfire.faults.node.NodeProcess;
import io.redfire.faults.store.Store;
import io.redfire.faults.workload.Rooms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some nodes on one store, each a process, and the links between them and their clients. */
public final class Site implements AutoCloseable {
  private final Store store;
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Starts the nodes and waits until they serve.
   *
   * @param directory takes what they print
   * @param settings further arguments of every node
   */
  Site(Store store, int count, Path directory, List<String> settings) {
    this.store = store;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    for (int i = 1; i <= count; i++) {
      List<String> all = new ArrayList<>(List.of("--redis", store.address()));
      all.addAll(settings);
      nodes.add(new NodeProcess("node-" + i, directory, List.of(), all));
    }
    nodes.parallelStream().forEach(NodeProcess::start);
  }

  Store store() {
    return store;
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The ways of a client to each node. */
  List<ServerAddress> ways(String client) {
    return nodes.stream().map(NodeProcess::address).toList();
  }

  /** What can go wrong here. */
  List<FaultKind> faults(Rooms rooms) {
    List<FaultKind> all = new ArrayList<>(store.faults(rooms));
    for (NodeProcess node : nodes) {
      // One at a time, so that there is mostly a node to turn to.
      String place = "node";
      all.add(
          FaultKind.harmless(
              "node killed", place, 1, Duration.ofSeconds(2), random -> new KilledNode(node)));
      all.add(
          FaultKind.harmless(
              "node drained", place, 1, Duration.ofSeconds(1), random -> new DrainedNode(node)));
      all.add(
          FaultKind.harmless(
              "node frozen", place, 1, Duration.ofSeconds(5), random -> new FrozenNode(node)));
    }
    return all;
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    store.close();
  }
}
