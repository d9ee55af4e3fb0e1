package io.redfire.testing;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A cluster of three primaries with a replica each, for one test.
 *
 * <p>Six processes on free loopback ports, append-only files synced always. A primary that is
 * silent for 1.5 seconds is replaced by its replica. All of it ends with the JVM. The methods may
 * be called from any thread.
 *
 * <p>A server that has won an election must not lose its primary again within three seconds, twice
 * the node timeout: Redis 7.0 then takes the votes of the old election for those of a new one,
 * claims the slots under the old epoch, and nobody believes it ever after.
 */
public final class ClusterRedis implements AutoCloseable {
  private static final int PRIMARIES = 3;
  private static final int SERVERS = 2 * PRIMARIES;
  private static final int SLOTS = 16384;

  private static final String CLUSTER =
      """
      cluster-enabled yes
      cluster-config-file nodes.conf
      cluster-node-timeout 1500
      cluster-allow-replica-migration no
      repl-diskless-sync-delay 0
      repl-ping-replica-period 1
      """;

  private final RedisServers all;
  private final List<RedisServer> servers;

  private ClusterRedis(RedisServers all, String settings) {
    this.all = all;
    servers =
        IntStream.range(0, SERVERS)
            .mapToObj(
                i ->
                    all.begin(
                        RedisProgram.Mode.DATA,
                        RedisServers.DURABLE,
                        CLUSTER,
                        "cluster-port " + all.busPort(i),
                        settings))
            .toList();
    all.awaitReady();
    assignSlots();
    meet();
    replicate();
    awaitWell();
  }

  /**
   * Starts it, and waits until every server calls the cluster well and the replicas are in sync.
   *
   * @param settings lines for the configuration files, which win over the usual ones; a password is
   *     not among them
   */
  public static ClusterRedis start(String... settings) {
    return start(RedisServers.loopback(SERVERS), settings);
  }

  /** Starts it as {@link #start} does, each server on one of the first six hosts of a network. */
  public static ClusterRedis startIn(Partition network, String... settings) {
    return start(network.hosts().subList(0, SERVERS), settings);
  }

  private static ClusterRedis start(List<Host> hosts, String... settings) {
    return RedisServers.start(hosts, all -> new ClusterRedis(all, String.join("\n", settings)));
  }

  /** Where all servers listen, for a client to find the others from. */
  public List<HostAndPort> seeds() {
    return servers.stream().map(RedisServer::hostAndPort).toList();
  }

  /** All servers, whatever their role and whether they run. */
  public List<RedisServer> servers() {
    return servers;
  }

  /** The slot of a key. */
  public static int slotOf(String key) {
    return JedisClusterCRC16.getSlot(key);
  }

  /** The primary that owns the slot of a key. */
  public RedisServer ownerOf(String key) {
    return ownerOf(slotOf(key));
  }

  /**
   * The primary that owns a slot, in the eyes of those that run.
   *
   * @throws IllegalStateException if none that runs owns it
   */
  public RedisServer ownerOf(int slot) {
    // After a failover two may claim it for a moment; the newer epoch wins.
    return running()
        .map(server -> new Seen(server, myself(server)))
        .filter(seen -> seen.node().owns(slot))
        .max(Comparator.comparingLong(seen -> seen.node().epoch()))
        .map(Seen::server)
        .orElseThrow(() -> new IllegalStateException("no server that runs owns slot " + slot));
  }

  /** The primaries that run. */
  public List<RedisServer> primaries() {
    return running().filter(server -> myself(server).isPrimary()).toList();
  }

  /**
   * The running replica of a primary, which must run too.
   *
   * @throws IllegalStateException if none runs
   */
  public RedisServer replicaOf(RedisServer primary) {
    String id = myself(primary).id();
    return running()
        .filter(server -> myself(server).primaryId().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no replica runs of " + primary));
  }

  /** Begins to move a slot from its owner to another primary; its keys are still with the owner. */
  public SlotMigration beginMigration(int slot, RedisServer to) {
    return SlotMigration.begin(this, slot, ownerOf(slot), to);
  }

  /** Moves a slot with all its keys from its owner to another primary. */
  public void migrate(int slot, RedisServer to) {
    SlotMigration migration = beginMigration(slot, to);
    migration.moveAllKeys();
    migration.finish();
  }

  /**
   * Has the replica of a primary take its place without loss, and waits until all servers that run
   * see it there and the former primary follows it.
   *
   * @return the new primary
   */
  public RedisServer failOver(RedisServer primary) {
    RedisServer replica = replicaOf(primary);
    Patience.until(
        replica + " takes over",
        () -> {
          if (myself(replica).isPrimary()) {
            return true;
          }
          try (Jedis jedis = replica.connect()) {
            jedis.clusterFailover();
          }
          return false;
        });
    Patience.until(
        "all see " + replica + " in the place of " + primary,
        () ->
            primary.isInSyncWith(replica.port())
                && running().allMatch(server -> isPrimaryFor(server, replica)));
    return replica;
  }

  /**
   * Waits until the slots of a primary that was killed or paused have another owner and all servers
   * that run agree on it.
   *
   * @param slot one of its slots
   * @return the new primary
   */
  public RedisServer awaitFailover(int slot, RedisServer former) {
    Patience.until(
        "another owner of slot " + slot + " than " + former,
        () ->
            running()
                .allMatch(
                    server ->
                        nodes(server).stream()
                            .anyMatch(node -> node.owns(slot) && node.port() != former.port())));
    return ownerOf(slot);
  }

  /**
   * Waits until all servers run, see each other, call the cluster well, and each of the three
   * replicas has the data of its primary.
   */
  public void awaitWell() {
    Patience.until("the cluster is well", () -> servers.stream().allMatch(this::isWell));
  }

  /** Ends all processes and removes their data. */
  @Override
  public void close() {
    all.close();
  }

  String idOf(RedisServer server) {
    return myself(server).id();
  }

  private void assignSlots() {
    for (int i = 0; i < PRIMARIES; i++) {
      try (Jedis jedis = servers.get(i).connect()) {
        jedis.clusterAddSlotsRange(SLOTS * i / PRIMARIES, SLOTS * (i + 1) / PRIMARIES - 1);
        jedis.clusterSetConfigEpoch(i + 1);
      }
    }
  }

  private void meet() {
    try (Jedis first = servers.get(0).connect()) {
      for (int i = 1; i < SERVERS; i++) {
        RedisServer other = servers.get(i);
        first.sendCommand(
            Protocol.Command.CLUSTER,
            "MEET",
            other.hostAndPort().getHost(),
            Integer.toString(other.port()),
            Integer.toString(all.busPort(i)));
      }
    }
    Patience.until("all have met", () -> servers.stream().allMatch(this::seesAll));
  }

  private void replicate() {
    for (int i = 0; i < PRIMARIES; i++) {
      String id = idOf(servers.get(i));
      try (Jedis replica = servers.get(PRIMARIES + i).connect()) {
        replica.clusterReplicate(id);
      }
    }
  }

  private boolean isWell(RedisServer server) {
    return seesAll(server)
        && nodes(server).stream().filter(ClusterNode::isPrimary).count() == PRIMARIES
        && clusterInfo(server).value("cluster_state").equals("ok")
        && (myself(server).isPrimary() || isInSync(server));
  }

  private boolean isInSync(RedisServer replica) {
    String primaryId = myself(replica).primaryId();
    return nodes(replica).stream()
        .filter(node -> node.id().equals(primaryId))
        .anyMatch(primary -> primary.isPrimary() && replica.isInSyncWith(primary.port()));
  }

  private boolean seesAll(RedisServer server) {
    List<ClusterNode> nodes = nodes(server);
    return nodes.size() == SERVERS && nodes.stream().allMatch(ClusterNode::isWell);
  }

  private static boolean isPrimaryFor(RedisServer server, RedisServer promoted) {
    return nodes(server).stream()
        .anyMatch(
            node -> node.port() == promoted.port() && node.isPrimary() && !node.slots().isEmpty());
  }

  private static ServerInfo clusterInfo(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return new ServerInfo(jedis.clusterInfo());
    }
  }

  private static List<ClusterNode> nodes(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return ClusterNode.parse(jedis.clusterNodes());
    }
  }

  private static ClusterNode myself(RedisServer server) {
    return nodes(server).stream().filter(ClusterNode::isMyself).findFirst().orElseThrow();
  }

  private Stream<RedisServer> running() {
    return servers.stream().filter(RedisServer::isRunning);
  }

  private record Seen(RedisServer server, ClusterNode node) {}
}
