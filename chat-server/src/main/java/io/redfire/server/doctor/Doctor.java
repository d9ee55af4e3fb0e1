package io.redfire.server.doctor;

import com.google.common.collect.Maps;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisAddress.UnixSocket;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.RedisTrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks at a Redis and says what to change before Redfire is trusted to it. Changes nothing there.
 *
 * <p>For one thread.
 */
public final class Doctor {
  private static final String NAME = "redfire-doctor";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final RedisConnections connections;
  private final List<Check> checks;

  /**
   * @param sentinelPassword what the Sentinels ask for; empty for nothing
   * @param trust who vouches for it, where it has TLS
   * @param prefix what stands before every key and channel; may be empty
   */
  public Doctor(
      RedisAddress address, Optional<String> sentinelPassword, RedisTrust trust, String prefix) {
    this.connections =
        new RedisConnections(address, sentinelPassword, trust, CONNECT_TIMEOUT, ANSWER_TIMEOUT);
    this.checks =
        List.of(
            new VersionCheck(),
            new PermissionCheck(prefix),
            new ExposureCheck(),
            new PersistenceCheck(),
            new DiskCheck(),
            new EvictionCheck(),
            new MemoryCheck(),
            new ExpiryCheck(),
            new BufferCheck(),
            new ClientsCheck(),
            new ReplicationCheck(),
            new ReplicaSettingsCheck(),
            new ClusterCheck(),
            new LatencyCheck(),
            new ClockCheck());
  }

  /**
   * Looks at every server: the one that the address names, the primary and its replicas, or those
   * of the cluster.
   *
   * @throws UnusableRedisException if none can be looked at
   */
  public Report examine() {
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    for (Endpoint server : servers()) {
      findings.put(named(server), examine(server));
    }
    return new Report(findings);
  }

  private Collection<Endpoint> servers() {
    if (connections.address().place() instanceof Endpoint one) {
      return List.of(one);
    }
    try (RedisServers servers = connections.servers(NAME, 1)) {
      return new TreeMap<>(Maps.uniqueIndex(servers.all(), Doctor::named)).values();
    } catch (JedisException e) {
      throw new UnusableRedisException(connections.address(), e);
    }
  }

  private static String named(Endpoint server) {
    return server instanceof UnixSocket socket ? socket.path().toString() : server.toString();
  }

  private List<Finding> examine(Endpoint server) {
    try (Connection connection = connections.open(server, NAME)) {
      var unused = connection.ping();
      return examine(new RedisServer(connections.address(), connection));
    } catch (JedisException e) {
      UnusableRedisException failure = new UnusableRedisException(connections.address(), e);
      if (connections.address().place() instanceof Endpoint) {
        throw failure;
      }
      return List.of(
          Finding.problem(
              "server",
              "cannot be used (" + failure.reason() + ")",
              "start it, or take it out",
              ""));
    }
  }

  private List<Finding> examine(RedisServer server) {
    List<Finding> findings = new ArrayList<>();
    Map<String, List<String>> withheld = new LinkedHashMap<>();
    for (Check check : checks) {
      try {
        findings.addAll(check.look(server));
      } catch (WithheldException denied) {
        withheld.computeIfAbsent(denied.command(), command -> new ArrayList<>()).add(check.about());
      }
    }
    withheld.forEach((command, abouts) -> findings.add(unseen(command, abouts)));
    return findings;
  }

  private static Finding unseen(String command, List<String> abouts) {
    return Finding.note(
        "not looked at",
        String.join(", ", abouts) + ", since this user may not do " + command,
        "to see all, run doctor as a user who may");
  }
}
