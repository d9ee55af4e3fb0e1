package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks at a Redis and says what to change before Redfire is trusted to it. Changes nothing there.
 *
 * <p>For one thread.
 */
public final class Doctor {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final RedisAddress address;
  private final List<Check> checks;

  /**
   * @param prefix what stands before every key and channel; may be empty
   */
  public Doctor(RedisAddress address, String prefix) {
    this.address = address;
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
   * Looks at all of it.
   *
   * @throws UnusableRedisException if it cannot be reached, or does not let us in
   */
  public Report examine() {
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    for (RedisConnections server : servers()) {
      findings.put(server.address().toString(), examine(server));
    }
    return new Report(findings);
  }

  /** The servers to look at: the one that the address names. */
  private List<RedisConnections> servers() {
    return List.of(new RedisConnections(address, CONNECT_TIMEOUT, ANSWER_TIMEOUT));
  }

  private List<Finding> examine(RedisConnections connections) {
    try (Connection connection = connections.open("redfire-doctor")) {
      var unused = connection.ping();
      return examine(new RedisServer(connections.address(), connection));
    } catch (JedisException e) {
      throw new UnusableRedisException(connections.address(), e);
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
