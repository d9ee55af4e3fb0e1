package io.redfire.faults.store;

import io.redfire.core.redis.RedisConnections;
import io.redfire.faults.disturb.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** Idle connections take all places that Redis has, and the nodes lose theirs. */
final class TooManyClients implements Fault {
  private static final int IDLE = 16;
  private static final int USUAL = 10_000;

  private final RedisConnections connections;
  private final List<Connection> idle = new ArrayList<>();
  private @Nullable Console console;

  TooManyClients(RedisConnections connections) {
    this.connections = connections;
  }

  @Override
  public void begin() {
    Console console = new Console(connections);
    this.console = console;
    for (int i = 0; i < IDLE; i++) {
      idle.add(connections.open("idle"));
    }
    var unused = console.run("CLIENT", "KILL", "TYPE", "pubsub");
    // Those that are idle in the same list die too, and are made again below.
    unused = console.run("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    console.set("maxclients", IDLE);
    fill();
  }

  /** The nodes come back at the same time, so some of them may find a place. */
  private void fill() {
    for (int i = 0; i < 2 * IDLE; i++) {
      try {
        Connection one = connections.open("idle");
        var unused = one.ping();
        idle.add(one);
      } catch (JedisException full) {
        return;
      }
    }
  }

  @Override
  public void end() {
    idle.forEach(Connection::close);
    Console open = console;
    if (open != null) {
      try (open) {
        open.set("maxclients", USUAL);
      }
    }
  }
}
