package io.redfire.server.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads answers that are lists. */
final class Answers {
  private Answers() {}

  /** A map as RESP2 tells it, name and value in turn; values that are lists are left out. */
  static Map<String, String> pairs(Object answer) {
    Map<String, String> pairs = new HashMap<>();
    List<?> all = list(answer);
    for (int i = 0; i + 1 < all.size(); i += 2) {
      if (!(all.get(i + 1) instanceof List<?>)) {
        pairs.put(
            RedisServer.text(all.get(i)), RedisServer.harmless(RedisServer.text(all.get(i + 1))));
      }
    }
    return pairs;
  }

  /** A list of texts that stands in such a map. */
  static List<String> texts(Object answer, String name) {
    List<?> all = list(answer);
    for (int i = 0; i + 1 < all.size(); i += 2) {
      if (RedisServer.text(all.get(i)).equals(name)) {
        return list(all.get(i + 1)).stream().map(RedisServer::text).toList();
      }
    }
    return List.of();
  }

  /** A list; empty where the answer is none. */
  static List<?> list(Object answer) {
    return answer instanceof List<?> list ? list : List.of();
  }
}
