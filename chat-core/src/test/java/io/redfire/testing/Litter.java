package io.redfire.testing;

import io.redfire.core.redis.RedisConnections;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** What tests leave in a Redis that outlives them. */
final class Litter {
  private Litter() {}

  /** Removes all keys that begin with the prefix, in braces or not. */
  static void remove(RedisConnections connections, String prefix) {
    try (UnifiedJedis redis = connections.servers("litter", 1).client()) {
      for (String pattern : List.of(prefix + "*", "{" + prefix + "*")) {
        ScanParams params = new ScanParams().match(pattern).count(1000);
        ScanResult<String> page;
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
          page = redis.scan(cursor, params);
          page.getResult().forEach(redis::unlink);
          cursor = page.getCursor();
        } while (!page.isCompleteIteration());
      }
    }
  }
}
