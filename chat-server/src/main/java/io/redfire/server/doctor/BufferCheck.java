package io.redfire.server.doctor;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much may wait for a node that listens slowly, or for a replica. */
final class BufferCheck implements Check {
  private static final String SETTING = "client-output-buffer-limit";
  private static final long MEGABYTE = 1024 * 1024;
  private static final long LEAST_FOR_NODES = 8 * MEGABYTE;
  private static final long LEAST_FOR_REPLICAS = 64 * MEGABYTE;

  @Override
  public String about() {
    return "buffers";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    Map<String, Limit> limits = limits(server.setting(SETTING));
    List<Finding> findings = new ArrayList<>();
    judge(limits, "normal", 0, "normal 0 0 0", "pages of history are cut off")
        .ifPresent(findings::add);
    judge(
            limits,
            "pubsub",
            LEAST_FOR_NODES,
            "pubsub 32mb 8mb 60",
            "nodes are cut off in a burst and read what they missed from the lists")
        .ifPresent(findings::add);
    judge(
            limits,
            "replica",
            LEAST_FOR_REPLICAS,
            "replica 256mb 64mb 60",
            "a replica is cut off in a burst and begins again with a copy of everything")
        .ifPresent(findings::add);
    Limit pubsub = limits.getOrDefault("pubsub", Limit.NONE);
    if (pubsub.hard() == 0 && pubsub.soft() == 0) {
      findings.add(
          Finding.warning(
              about(),
              "whoever subscribes and does not read may fill the memory",
              SETTING + " pubsub 32mb 8mb 60",
              "a node that is cut off misses nothing, Redis without memory stops all"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(about(), "room for bursts, and bounds for slow subscribers"))
        : findings;
  }

  private Optional<Finding> judge(
      Map<String, Limit> limits, String kind, long least, String usual, String why) {
    Limit limit = limits.getOrDefault(kind, Limit.NONE);
    boolean tight = limit.hard() > 0 && (least == 0 || limit.hard() < least);
    return tight
        ? Optional.of(
            Finding.warning(
                about(),
                SETTING + " " + kind + " is " + limit.hard() + " bytes",
                SETTING + " " + usual,
                why))
        : Optional.empty();
  }

  /** Reads {@code normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60}. */
  private static Map<String, Limit> limits(String setting) {
    List<String> words = Splitter.on(' ').splitToList(setting);
    Map<String, Limit> limits = new HashMap<>();
    for (int i = 0; i + 3 < words.size(); i += 4) {
      limits.put(
          words.get(i).equals("slave") ? "replica" : words.get(i),
          new Limit(RedisServer.number(words.get(i + 1)), RedisServer.number(words.get(i + 2))));
    }
    return limits;
  }

  /** Bytes that may wait at all, and for some time; 0 for no limit. */
  private record Limit(long hard, long soft) {
    static final Limit NONE = new Limit(1, 1);
  }
}
