package io.redfire.core.redis.log;

import io.redfire.core.log.AckLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Tells how safe an append is once Redis has answered it, from Redis' own settings: on disk where
 * it keeps an append-only file that it syncs before each answer.
 *
 * <p>For the one thread that owns the connection. Asks again now and then, since the settings can
 * be changed while Redis runs. A Redis that does not let us ask promises nothing more than {@code
 * ACCEPTED}.
 */
final class Durability {
  private static final long ASK_EVERY = Duration.ofSeconds(1).toNanos();

  private AckLevel level = AckLevel.ACCEPTED;
  private long askedAt = System.nanoTime() - ASK_EVERY;

  AckLevel level(Connection connection) {
    if (System.nanoTime() - askedAt >= ASK_EVERY) {
      boolean synced =
          setting(connection, "appendonly").equals("yes")
              && setting(connection, "appendfsync").equals("always")
              && setting(connection, "no-appendfsync-on-rewrite").equals("no");
      level = synced ? AckLevel.ON_DISK : AckLevel.ACCEPTED;
      askedAt = System.nanoTime();
    }
    return level;
  }

  private static String setting(Connection connection, String name) {
    try {
      Object answer =
          connection.executeCommand(new CommandArguments(Command.CONFIG).add("GET").add(name));
      return answer instanceof List<?> pair && pair.size() == 2
          ? new String((byte[]) pair.get(1), StandardCharsets.UTF_8)
          : "";
    } catch (JedisDataException denied) {
      return "";
    }
  }
}
