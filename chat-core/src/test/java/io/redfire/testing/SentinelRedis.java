package io.redfire.testing;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/**
 * A primary with two replicas, watched by three sentinels with a quorum of two, for one test.
 *
 * <p>Six processes on free loopback ports, append-only files synced always. A primary that is
 * silent for a second is replaced, within about three. All of it ends with the JVM. The methods may
 * be called from any thread.
 */
public final class SentinelRedis implements AutoCloseable {
  private static final String MASTER_NAME = "redfire";
  private static final int DATA_SERVERS = 3;
  private static final Duration RETRY = Duration.ofSeconds(20);
  private static final int SENTINELS = 3;
  private static final int SERVERS = DATA_SERVERS + SENTINELS;

  private static final String REPLICATION =
      """
      repl-diskless-sync-delay 0
      repl-ping-replica-period 1
      """;

  private final RedisServers all;
  private final List<RedisServer> dataServers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private SentinelRedis(RedisServers all, String settings) {
    this.all = all;
    RedisServer first = beginData("", settings);
    for (int i = 1; i < DATA_SERVERS; i++) {
      dataServers.add(
          beginData("replicaof " + first.host().address() + " " + first.port(), settings));
    }
    dataServers.add(first);
    all.awaitReady();
    Patience.until("all in sync with " + first.port(), () -> isInSyncWith(first.port()));
    // A sentinel that finds no replica at its first look takes the next one ten seconds later.
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(all.begin(RedisProgram.Mode.SENTINEL, watching(first)));
    }
    all.awaitReady();
    sentinels.forEach(SentinelRedis::quicken);
    Patience.until("sentinels know all", () -> sentinels.stream().allMatch(this::knowsAll));
  }

  /**
   * Starts it, and waits until the replicas are in sync and each sentinel knows all the others.
   *
   * @param settings lines for the configuration files of the data servers, which win over the usual
   *     ones; a password is not among them, since the sentinels are not told of it
   */
  public static SentinelRedis start(String... settings) {
    return start(RedisServers.loopback(SERVERS), settings);
  }

  /** Starts it as {@link #start} does, each server on one of the first six hosts of a network. */
  public static SentinelRedis startIn(Partition network, String... settings) {
    return start(network.hosts().subList(0, SERVERS), settings);
  }

  private static SentinelRedis start(List<Host> hosts, String... settings) {
    return RedisServers.start(hosts, all -> new SentinelRedis(all, String.join("\n", settings)));
  }

  /** The name by which the sentinels know the primary. */
  public String masterName() {
    return MASTER_NAME;
  }

  /** Where the sentinels listen. */
  public List<HostAndPort> sentinelAddresses() {
    return sentinels.stream().map(RedisServer::hostAndPort).toList();
  }

  /** The sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The data servers, whatever their role. */
  public List<RedisServer> dataServers() {
    return List.copyOf(dataServers);
  }

  /** The port of the primary, as the first sentinel that runs says. */
  public int masterPort() {
    return masterPort(anySentinel());
  }

  /** The server that is the primary, as the first sentinel that runs says. */
  public RedisServer primary() {
    int port = masterPort();
    return dataServers.stream().filter(each -> each.port() == port).findFirst().orElseThrow();
  }

  /** The data servers that are not the primary, those that do not run included. */
  public List<RedisServer> replicas() {
    return dataServers.stream().filter(not(primary()::equals)).toList();
  }

  /**
   * Has the sentinels replace a primary that is well, and waits as {@link #awaitFailover} does.
   *
   * <p>The former primary goes on taking writes that will be lost until the sentinels make it
   * follow, about two seconds later.
   *
   * @return the new primary
   */
  public RedisServer failOver() {
    int oldPort = masterPort();
    AtomicLong begun = new AtomicLong(System.nanoTime() - RETRY.toNanos());
    Patience.until(
        "another primary than " + oldPort,
        () -> {
          if (isReplaced(oldPort)) {
            return true;
          }
          // Sentinels give a failover up where the replica that they chose goes away meanwhile.
          boolean isDue = System.nanoTime() - begun.get() >= RETRY.toNanos();
          if (isDue && beginFailover(oldPort)) {
            begun.set(System.nanoTime());
          }
          return false;
        });
    return primary();
  }

  /**
   * Waits until all sentinels that run agree on a primary at another port, and it takes writes.
   *
   * @return the new primary
   */
  public RedisServer awaitFailover(int oldPort) {
    Patience.until("another primary than " + oldPort, () -> isReplaced(oldPort));
    return primary();
  }

  private boolean isReplaced(int oldPort) {
    List<Integer> ports = runningSentinels().stream().map(this::masterPort).distinct().toList();
    return ports.size() == 1 && ports.get(0) != oldPort && primary().role().equals("master");
  }

  /** Waits until every data server that runs follows the primary and has its data. */
  public void awaitInSync() {
    // Asked anew each time: a primary that just came back is one only until the sentinels see it.
    Patience.until("all in sync", () -> isInSyncWith(masterPort()));
  }

  /** Ends all processes and removes their data. */
  @Override
  public void close() {
    all.close();
  }

  private RedisServer beginData(String role, String settings) {
    return all.begin(RedisProgram.Mode.DATA, RedisServers.DURABLE, REPLICATION, role, settings);
  }

  private boolean isInSyncWith(int primaryPort) {
    return dataServers.stream()
        .filter(RedisServer::isRunning)
        .filter(each -> each.port() != primaryPort)
        .allMatch(each -> each.isInSyncWith(primaryPort));
  }

  private boolean beginFailover(int oldPort) {
    RedisServer sentinel = anySentinel();
    if (masterPort(sentinel) != oldPort) {
      return true;
    }
    try (Jedis jedis = sentinel.connect()) {
      return jedis.sentinelFailover(MASTER_NAME).equals("OK");
    }
  }

  private boolean knowsAll(RedisServer sentinel) {
    try (Jedis jedis = sentinel.connect()) {
      var master = jedis.sentinelMaster(MASTER_NAME);
      return "master".equals(master.get("flags"))
          && jedis.sentinelReplicas(MASTER_NAME).stream()
                  .filter(replica -> "slave".equals(replica.get("flags")))
                  .filter(replica -> "ok".equals(replica.get("master-link-status")))
                  .count()
              == DATA_SERVERS - 1
          && jedis.sentinelSentinels(MASTER_NAME).stream()
                  .filter(other -> "sentinel".equals(other.get("flags")))
                  .count()
              == SENTINELS - 1;
    }
  }

  private List<RedisServer> runningSentinels() {
    return sentinels.stream().filter(RedisServer::isRunning).toList();
  }

  private RedisServer anySentinel() {
    return runningSentinels().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no sentinel runs"));
  }

  private int masterPort(RedisServer sentinel) {
    try (Jedis jedis = sentinel.connect()) {
      return Integer.parseInt(jedis.sentinelGetMasterAddrByName(MASTER_NAME).get(1));
    }
  }

  /** Shortens what no configuration line sets; a restarted sentinel has the usual pace again. */
  private static void quicken(RedisServer sentinel) {
    try (Jedis jedis = sentinel.connect()) {
      jedis.sendCommand(
          Protocol.Command.SENTINEL,
          "DEBUG",
          "info-period",
          "500",
          "publish-period",
          "500",
          "ask-period",
          "200",
          // On a busy machine it would distrust its clock and do nothing for half a minute.
          "tilt-trigger",
          "10000",
          "tilt-period",
          "1000");
    }
  }

  private static String watching(RedisServer primary) {
    return """
    sentinel monitor %1$s %2$s %3$d 2
    sentinel down-after-milliseconds %1$s 1000
    sentinel failover-timeout %1$s 3000
    sentinel parallel-syncs %1$s 2
    """
        .formatted(MASTER_NAME, primary.host().address(), primary.port());
  }
}
