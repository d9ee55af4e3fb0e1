package io.redfire.faults.store;

import io.redfire.core.redis.RedisConnections;
import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.workload.Rooms;
import io.redfire.testing.Host;
import io.redfire.testing.Partition;
import io.redfire.testing.RedisServer;
import io.redfire.testing.SentinelRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A primary with two replicas, watched by three sentinels; where this machine lets us, in a network
 * that can be cut, with the nodes in it and their clients outside.
 */
public final class SentinelStore implements Store {
  private static final int SERVERS = 6;
  private static final int MOST_NODES = 3;

  private final @Nullable Partition network;
  private final SentinelRedis redis;

  public SentinelStore() {
    network = Partition.isAvailable() ? Partition.create(SERVERS + MOST_NODES) : null;
    redis = network == null ? SentinelRedis.start() : SentinelRedis.startIn(network);
  }

  @Override
  public Host host(int node) {
    return network == null ? Store.super.host(node) : network.hosts().get(SERVERS + node - 1);
  }

  @Override
  public String name() {
    return "sentinel";
  }

  @Override
  public String address() {
    return redis.sentinelAddresses().stream()
        .map(Object::toString)
        .collect(Collectors.joining(",", "redis+sentinel://", "/" + redis.masterName()));
  }

  @Override
  public List<Console> primaries() {
    return List.of(console());
  }

  @Override
  public Console console(String room) {
    return console();
  }

  private Console console() {
    return new Console(
        new RedisConnections(
            redis.primary().address(), Duration.ofSeconds(5), Duration.ofSeconds(10)));
  }

  @Override
  public int replicas() {
    return 2;
  }

  @Override
  public List<FaultKind> faults(Rooms rooms, Consumer<HistoryEvent> history) {
    Mishaps mishaps = new Mishaps(this, rooms, history);
    List<FaultKind> all = new ArrayList<>();
    all.addAll(mishaps.ofItself());
    all.addAll(mishaps.byHand());
    all.add(Mishaps.kind("failover by hand", 2, 0, Loss.UNREPLICATED, random -> failover()));
    all.add(Mishaps.kind("primary killed", 2, 5, Loss.UNREPLICATED, random -> killedPrimary()));
    all.add(Mishaps.kind("primary frozen", 2, 6, Loss.UNREPLICATED, random -> frozenPrimary()));
    all.add(Mishaps.kind("replica killed", 1, 3, Loss.NOTHING, this::killedReplica));
    all.add(Mishaps.kind("replica frozen", 1, 3, Loss.NOTHING, this::frozenReplica));
    if (network != null) {
      all.add(Mishaps.kind("partition", 3, 10, Loss.UNREPLICATED, random -> partition(network)));
    }
    return all;
  }

  /** The primary, a sentinel and a node with its clients on the smaller side. */
  private Fault partition(Partition network) {
    Set<Host> smaller = Set.of(redis.primary().host(), redis.sentinels().get(2).host(), host(1));
    List<Host> larger = network.hosts().stream().filter(host -> !smaller.contains(host)).toList();
    return new Away(() -> network.cut(smaller, larger), () -> back(network::heal));
  }

  private Fault failover() {
    return new Away(redis::failOver, redis::awaitInSync);
  }

  private Fault killedPrimary() {
    RedisServer primary = redis.primary();
    return new Away(() -> replaced(primary, primary::kill9), () -> back(primary::restart));
  }

  private Fault frozenPrimary() {
    RedisServer primary = redis.primary();
    return new Away(() -> replaced(primary, primary::pause), () -> back(primary::resume));
  }

  private void replaced(RedisServer primary, Runnable leave) {
    leave.run();
    var unused = redis.awaitFailover(primary.port());
  }

  private Fault killedReplica(RandomGenerator random) {
    RedisServer replica = redis.replicas().get(random.nextInt(2));
    return new Away(replica::kill9, () -> back(replica::restart));
  }

  private Fault frozenReplica(RandomGenerator random) {
    RedisServer replica = redis.replicas().get(random.nextInt(2));
    return new Away(replica::pause, () -> back(replica::resume));
  }

  /** The next fault may only come when all have all again, or what both have could be lost. */
  private void back(Runnable comeBack) {
    comeBack.run();
    redis.awaitInSync();
  }

  @Override
  public void close() {
    redis.close();
    if (network != null) {
      network.close();
    }
  }
}
