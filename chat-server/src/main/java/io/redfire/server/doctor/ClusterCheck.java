package io.redfire.server.doctor;

import io.redfire.core.redis.RedisAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a cluster is whole, where there is one. */
final class ClusterCheck implements Check {

  @Override
  public String about() {
    return "cluster";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    if (!Answers.pairs(server.ask("HELLO")).getOrDefault("mode", "").equals("cluster")) {
      return List.of(Finding.ok(about(), "not part of one"));
    }
    Map<String, String> info =
        RedisServer.fields(RedisServer.text(server.ask("CLUSTER", "INFO")), "\r\n", ":");
    List<Finding> findings = new ArrayList<>();
    String state = info.getOrDefault("cluster_state", "?");
    if (state.equals("ok")) {
      findings.add(
          Finding.ok(
              about(), "state ok, " + info.getOrDefault("cluster_size", "?") + " primaries"));
    } else {
      findings.add(
          Finding.problem(
              about(),
              "cluster_state is "
                  + state
                  + ", "
                  + info.getOrDefault("cluster_slots_assigned", "?")
                  + " of 16384 slots assigned",
              "redis-cli --cluster check HOST:PORT, then --cluster fix",
              "rooms whose slot nobody serves refuse messages"));
    }
    if (!(server.address().place() instanceof RedisAddress.Cluster)) {
      findings.add(
          Finding.problem(
              about(),
              "this server is part of a cluster, and the address names one server",
              "--redis redis+cluster://HOST:PORT,…",
              "most rooms are elsewhere"));
    }
    return findings;
  }
}
