package io.redfire.server.doctor;

import java.util.ArrayList;
import java.util.List;

/** How much a primary that lost its replicas goes on to accept. */
final class ReplicaSettingsCheck implements Check {
  private static final long MEGABYTE = 1024 * 1024;
  private static final long LEAST_BACKLOG = 16 * MEGABYTE;

  @Override
  public String about() {
    return "replicas";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    long needed = RedisServer.number(server.setting("min-replicas-to-write"));
    long backlog = RedisServer.number(server.setting("repl-backlog-size"));
    long replicas = server.count("connected_slaves");
    List<Finding> findings = new ArrayList<>();
    if (server.info().getOrDefault("role", "").equals("slave")) {
      return List.of(Finding.ok(about(), "not asked of a replica"));
    }
    if (needed == 0 && replicas > 0) {
      findings.add(
          Finding.warning(
              about(),
              "min-replicas-to-write is 0",
              "min-replicas-to-write 1",
              "a primary that is cut off goes on to accept messages, and loses them when it"
                  + " comes back"));
    } else if (needed > 0) {
      findings.add(needed(server, needed, replicas));
    }
    if (replicas > 0 && backlog < LEAST_BACKLOG) {
      findings.add(
          Finding.warning(
              about(),
              "repl-backlog-size is " + backlog + " bytes",
              "repl-backlog-size 64mb",
              "a replica that was away for moments needs a copy of everything, and so for long is"
                  + " none"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(about(), "min-replicas-to-write 0, and there are none"))
        : findings;
  }

  private Finding needed(RedisServer server, long needed, long replicas) {
    // What Redis itself counts: those that it heard lately.
    long good = server.count("min_slaves_good_slaves");
    String found = "min-replicas-to-write " + needed + ", " + good + " of " + replicas + " count";
    if (good < needed) {
      return Finding.problem(
          about(), found, "start the missing replicas", "Redis refuses all messages until then");
    }
    return good == needed && replicas > 1
        ? Finding.warning(
            about(),
            found,
            "min-replicas-to-write " + (needed - 1) + ", or one more replica",
            "the loss of any one of them stops all messages")
        : Finding.ok(about(), found);
  }
}
