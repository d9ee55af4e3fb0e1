package io.redfire.faults.run;

import io.redfire.client.ServerAddress;
import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.link.ClientLinks;
import io.redfire.faults.link.FaultyLink;
import io.redfire.faults.link.LinkMode;
import io.redfire.faults.link.ResetLinks;
import io.redfire.faults.link.SwitchedLinks;
import io.redfire.faults.node.DrainedNode;
import io.redfire.faults.node.FrozenNode;
import io.redfire.faults.node.KilledNode;
import io.redfire.faults.node.NodeProcess;
import io.redfire.faults.store.Store;
import io.redfire.faults.workload.Rooms;
import java.net.InetSocketAddress;
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
  private final List<FaultyLink> storeLinks = new ArrayList<>();
  private final ClientLinks clientLinks;
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
      List<String> all = new ArrayList<>(List.of("--redis", wayToStore()));
      if (store.replicas() > 0) {
        all.addAll(List.of("--ack", "replicated:" + store.replicas()));
      }
      all.addAll(settings);
      nodes.add(new NodeProcess("node-" + i, store.host(i), directory, all));
    }
    clientLinks = new ClientLinks(nodes.stream().map(NodeProcess::address).toList());
    nodes.parallelStream().forEach(NodeProcess::start);
  }

  private String wayToStore() {
    return store
        .server()
        .map(
            server -> {
              FaultyLink link =
                  new FaultyLink(new InetSocketAddress(server.getHost(), server.getPort()));
              storeLinks.add(link);
              return "redis://127.0.0.1:" + link.port();
            })
        .orElse(store.address());
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
    return clientLinks.ways(client);
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
    all.addAll(clientLinks.faults());
    for (FaultyLink link : storeLinks) {
      all.add(onWay("cut", 0, new ResetLinks(List.of(link))));
      all.add(onWay("half-open", 8, new SwitchedLinks(List.of(link), LinkMode.HALF_OPEN)));
      all.add(onWay("throttled", 3, new SwitchedLinks(List.of(link), LinkMode.SLOW)));
      all.add(onWay("byte-sliced", 3, new SwitchedLinks(List.of(link), LinkMode.SLICED)));
    }
    return all;
  }

  private static FaultKind onWay(String what, int longestSeconds, Fault fault) {
    return new FaultKind(
        "link to Redis " + what,
        "link to Redis",
        1,
        Duration.ofSeconds(longestSeconds),
        Loss.NOTHING,
        random -> fault);
  }

  /** One node at a time, so that there is mostly one to turn to. */
  private static FaultKind kind(
      String name, int longestSeconds, Function<RandomGenerator, Fault> make) {
    return new FaultKind(name, "node", 1, Duration.ofSeconds(longestSeconds), Loss.NOTHING, make);
  }

  @Override
  public void close() {
    clientLinks.close();
    nodes.forEach(NodeProcess::close);
    storeLinks.forEach(FaultyLink::close);
    store.close();
  }
}
