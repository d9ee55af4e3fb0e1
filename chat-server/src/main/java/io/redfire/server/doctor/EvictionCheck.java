package io.redfire.server.doctor;

import java.util.List;

/** Whether a full Redis refuses or throws away. */
final class EvictionCheck implements Check {

  @Override
  public String about() {
    return "eviction";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    String policy = server.setting("maxmemory-policy");
    if (policy.equals("noeviction")) {
      return List.of(Finding.ok(about(), "maxmemory-policy noeviction"));
    }
    String why =
        policy.startsWith("volatile-")
            ? "a full Redis would forget which ids were accepted, and a retry could stand twice"
            : "a full Redis would throw whole rooms away";
    return List.of(
        Finding.problem(
            about(), "maxmemory-policy is " + policy, "maxmemory-policy noeviction", why));
  }
}
