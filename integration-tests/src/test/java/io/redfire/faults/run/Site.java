package io.redfire.faults.run;

import io.redfire.client.ServerAddress;
import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Some nodes on one store, each a process, and the links between them and their clients. */
public final class Site implements AutoCloseable {
  private final Store store;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private boolean immortal;

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
      if (store.replicas() > 0) {
        all.addAll(List.of("--ack", "replicated:" + store.replicas()));
      }
      all.addAll(settings);
      nodes.add(new NodeProcess("node-" + i, directory, List.of(), all));
    }
    nodes.parallelStream().forEach(NodeProcess::start);
  }

  /** The same site, whose nodes are never ended. */
  Site immortal() {
    immortal = true;
    return this;
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
  List<FaultKind> faults(Rooms rooms, Consumer<HistoryEvent> history) {
    List<FaultKind> all = new ArrayList<>(store.faults(rooms, history));
    for (NodeProcess node : nodes) {
      if (!immortal) {
        all.add(kind("node killed", 2, random -> new KilledNode(node)));
        all.add(kind("node drained", 1, random -> new DrainedNode(node)));
      }
      all.add(kind("node frozen", 5, random -> new FrozenNode(node)));
    }
    return all;
  }

  /** One node at a time, so that there is mostly one to turn to. */
  private static FaultKind kind(
      String name, int longestSeconds, Function<RandomGenerator, Fault> make) {
    return new FaultKind(name, "node", 1, Duration.ofSeconds(longestSeconds), Loss.NOTHING, make);
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    store.close();
  }
}
