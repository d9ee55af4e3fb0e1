package io.redfire.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network of hosts on this machine, between any of which a test can cut the way and heal it.
 *
 * <p>Each host is a network namespace on a bridge; this JVM is one more host on it, and so are all
 * processes that it starts the usual way. What is sent over a cut way is lost without an answer, as
 * on a real network. Needs Linux and root. The network ends with the JVM, however that ends. The
 * methods may be called from any thread.
 */
public final class Partition implements AutoCloseable {
  /**
   * Builds the network, says so, and takes it down when the pipe from the JVM ends or something
   * fails. The bridge has a namespace to itself, so that no firewall of this machine sees what
   * crosses it.
   */
  private static final String NETWORK =
      """
      set -e
      name=$1 net=$2 hosts=$3
      trap '' INT HUP
      trap 'for each in "$name" $(seq -f "$name-%g" "$hosts"); do
              ip netns del "$each" 2>/dev/null || :
            done' EXIT
      ip netns add "$name"
      ip -n "$name" link add hub type bridge
      ip -n "$name" link set hub up
      plug() {
        ip -n "$name" link add "port$1" type veth peer name "$name"
        ip -n "$name" link set "$name" netns "$2"
        ip -n "$name" link set "port$1" master hub up
      }
      plug 0 $$
      ip address add "$net.254/24" dev "$name"
      ip link set "$name" up
      for i in $(seq "$hosts"); do
        ip netns add "$name-$i"
        plug "$i" "$name-$i"
        ip -n "$name-$i" address add "$net.$i/24" dev "$name"
        ip -n "$name-$i" link set lo up
        ip -n "$name-$i" link set "$name" up
      done
      echo ready
      cat >/dev/null
      """;

  private static final int MOST_HOSTS = 200;

  /**
   * Begins anywhere, for other JVMs; goes on, since the network before may still be on its way out.
   */
  private static final AtomicInteger NUMBERS =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(256));

  /** The link address of nobody. */
  private static final String NOBODY = "02:00:00:00:00:00";

  private final String name;
  private final Process network;
  private final Host local;
  private final List<Host> hosts;
  private final Set<Cut> cuts = new LinkedHashSet<>();

  private Partition(int hosts) {
    // Addresses that are set aside for the test of networks, so nobody's else.
    int number = NUMBERS.getAndIncrement() & 0xff;
    String net = "198.18." + number;
    this.name = "rf" + ProcessHandle.current().pid() + "-" + number;
    this.local = new Host(net + ".254", List.of());
    this.hosts =
        IntStream.rangeClosed(1, hosts)
            .mapToObj(i -> new Host(net + "." + i, List.of("ip", "netns", "exec", name + "-" + i)))
            .toList();
    this.network = shell(NETWORK, name, net, Integer.toString(hosts));
    String answer = firstLine(network);
    if (!answer.equals("ready")) {
      throw new IllegalStateException(
          "no network of namespaces: " + answer + " (expected: Linux, root, iproute2)");
    }
  }

  /** Whether this machine lets us build such a network. */
  public static boolean isAvailable() {
    try (Partition tried = new Partition(1)) {
      return tried.network.isAlive();
    } catch (IllegalStateException notHere) {
      return false;
    }
  }

  /**
   * Builds a network where every host reaches every other.
   *
   * @throws IllegalStateException with the reason, if this machine does not let us
   */
  public static Partition create(int hosts) {
    if (hosts < 1 || hosts > MOST_HOSTS) {
      throw new IllegalArgumentException(
          "hosts: " + hosts + " (expected: 1 to " + MOST_HOSTS + ")");
    }
    return new Partition(hosts);
  }

  /** The hosts, on which servers of a topology and other processes may run. */
  public List<Host> hosts() {
    return hosts;
  }

  /** This JVM as a host: where its clients, and the processes it starts the usual way, are. */
  public Host local() {
    return local;
  }

  /** Cuts these servers from all other hosts, this JVM included, but not from each other. */
  public void isolate(Collection<RedisServer> servers) {
    Set<Host> side = hostsOf(servers);
    cut(
        side,
        Stream.concat(hosts.stream(), Stream.of(local)).filter(h -> !side.contains(h)).toList());
  }

  /**
   * Cuts these servers from all other hosts except this JVM, so that its clients reach both sides.
   */
  public void split(Collection<RedisServer> servers) {
    Set<Host> side = hostsOf(servers);
    cut(side, hosts.stream().filter(host -> !side.contains(host)).toList());
  }

  /** Cuts each host of one side from each of the other, both ways. */
  public synchronized void cut(Collection<Host> one, Collection<Host> other) {
    Set<Cut> more =
        one.stream()
            .flatMap(a -> other.stream().flatMap(b -> Stream.of(new Cut(a, b), new Cut(b, a))))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    more.removeAll(cuts);
    cuts.addAll(more);
    atEach(
        more,
        to -> List.of("replace", to.address(), "lladdr", NOBODY, "nud", "permanent", "dev", name));
  }

  /** Makes every host reach every other again. */
  public synchronized void heal() {
    atEach(cuts, to -> List.of("del", to.address(), "dev", name));
    cuts.clear();
  }

  /** Takes the network down; what runs on its hosts should have ended before. */
  @Override
  public void close() {
    try {
      network.getOutputStream().close();
      network.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Host> hostsOf(Collection<RedisServer> servers) {
    return servers.stream().map(RedisServer::host).collect(Collectors.toUnmodifiableSet());
  }

  /** Changes at the start of each way whom the host takes for its end. */
  private static void atEach(Collection<Cut> ways, Function<Host, List<String>> change) {
    String script =
        ways.stream()
            .map(way -> neighbour(way.from(), change.apply(way.to())))
            .collect(Collectors.joining("\n", "set -e\n", "\necho done\n"));
    String answer = firstLine(shell(script));
    if (!answer.equals("done")) {
      throw new IllegalStateException("cannot change the network: " + answer);
    }
  }

  private static String neighbour(Host at, List<String> change) {
    return String.join(
        " ", at.command(Stream.concat(Stream.of("ip", "neighbour"), change.stream()).toList()));
  }

  private static Process shell(String script, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of("/bin/sh", "-c", script, "network"), Stream.of(arguments)).toList();
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IllegalStateException("no network of namespaces: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Process process) {
    try {
      // Not closed with the reader: the process' own end closes the pipe.
      String line =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
      return line == null ? "no answer" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Cut(Host from, Host to) {}
}
