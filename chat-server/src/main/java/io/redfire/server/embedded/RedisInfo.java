package io.redfire.server.embedded;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a Redis says about itself.
 *
 * @param pid its process id
 * @param version its version
 * @param loading true while it still reads its data and serves nobody
 */
record RedisInfo(long pid, String version, boolean loading) {

  /** Reads the answer to the command {@code INFO}. */
  static RedisInfo parse(String text) {
    Map<String, String> fields =
        text.lines()
            .map(line -> line.split(":", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    return new RedisInfo(
        Long.parseLong(fields.getOrDefault("process_id", "0")),
        fields.getOrDefault("redis_version", "unknown"),
        fields.getOrDefault("loading", "0").equals("1"));
  }
}
