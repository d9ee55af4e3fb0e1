package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Whether this server is the one to write to, and how its replicas do. */
final class ReplicationCheck implements Check {
  private static final int SLOW_SECONDS = 10;

  @Override
  public String about() {
    return "replication";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    Map<String, String> info = server.info();
    if (info.getOrDefault("role", "").equals("slave")) {
      return List.of(replica(server, info));
    }
    long replicas = server.count("connected_slaves");
    if (replicas == 0) {
      return List.of(
          Finding.note(
              about(), "a primary without replicas", "everything is on one machine: have backups"));
    }
    List<Finding> findings = new ArrayList<>();
    IntStream.range(0, Math.toIntExact(replicas))
        .mapToObj(i -> RedisServer.fields(info.getOrDefault("slave" + i, ""), ",", "="))
        .filter(ReplicationCheck::isBehind)
        .map(this::behind)
        .forEach(findings::add);
    if (findings.isEmpty()) {
      findings.add(Finding.ok(about(), "a primary with " + replicas + " replicas, all online"));
    }
    return findings;
  }

  private Finding replica(RedisServer server, Map<String, String> info) {
    String link = info.getOrDefault("master_link_status", "?");
    String found =
        "a replica of "
            + info.getOrDefault("master_host", "?")
            + ":"
            + info.getOrDefault("master_port", "?")
            + ", its link is "
            + link;
    if (server.address().place() instanceof RedisAddress.Endpoint) {
      return Finding.problem(
          about(),
          found,
          "name the primary with --redis, or the Sentinels",
          "a replica refuses messages, or loses those that it takes");
    }
    return link.equals("up")
        ? Finding.ok(about(), found)
        : Finding.warning(about(), found, "look at its log and its network", "it is getting older");
  }

  private static boolean isBehind(Map<String, String> replica) {
    return !replica.getOrDefault("state", "").equals("online")
        || RedisServer.number(replica.getOrDefault("lag", "0")) >= SLOW_SECONDS;
  }

  private Finding behind(Map<String, String> replica) {
    return Finding.warning(
        about(),
        "the replica "
            + replica.getOrDefault("ip", "?")
            + ":"
            + replica.getOrDefault("port", "?")
            + " is "
            + replica.getOrDefault("state", "?")
            + " and was last heard "
            + replica.getOrDefault("lag", "?")
            + " s ago",
        "look at its log and its network",
        "a failover to it would lose what it lacks");
  }
}
