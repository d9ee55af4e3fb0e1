package io.redfire.faults.link;

import io.redfire.client.ServerAddress;
import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The links of clients to nodes: each client has its own to each node. Any thread may call it. */
public final class ClientLinks implements AutoCloseable {
  private static final int AT_ONCE = 3;

  private final List<ServerAddress> nodes;
  private final Map<String, List<FaultyLink>> byClient = new TreeMap<>();

  public ClientLinks(List<ServerAddress> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** The ways of a client to each node. */
  public synchronized List<ServerAddress> ways(String client) {
    return byClient.computeIfAbsent(client, unknown -> open()).stream()
        .map(link -> new ServerAddress("127.0.0.1", link.port()))
        .toList();
  }

  private List<FaultyLink> open() {
    return nodes.stream()
        .map(node -> new FaultyLink(new InetSocketAddress(node.host(), node.port())))
        .toList();
  }

  /** What can go wrong with them: at each time with those of a third of the clients. */
  public List<FaultKind> faults() {
    return List.of(
        kind("client links cut", 0, random -> new ResetLinks(some(random))),
        kind("client links down", 3, random -> new SwitchedLinks(some(random), LinkMode.CUT)),
        kind(
            "client links half-open",
            6,
            random -> new SwitchedLinks(some(random), LinkMode.HALF_OPEN)),
        kind("client links throttled", 4, random -> new SwitchedLinks(some(random), LinkMode.SLOW)),
        kind(
            "client links byte-sliced",
            4,
            random -> new SwitchedLinks(some(random), LinkMode.SLICED)));
  }

  private static FaultKind kind(
      String name, int longestSeconds, Function<RandomGenerator, Fault> make) {
    return new FaultKind(
        name, "client links", 1, Duration.ofSeconds(longestSeconds), Loss.NOTHING, make);
  }

  private synchronized List<FaultyLink> some(RandomGenerator random) {
    List<FaultyLink> some = new ArrayList<>();
    for (List<FaultyLink> links : byClient.values()) {
      if (random.nextInt(AT_ONCE) == 0) {
        some.addAll(links);
      }
    }
    return some;
  }

  @Override
  public synchronized void close() {
    byClient.values().forEach(links -> links.forEach(FaultyLink::close));
  }
}
