package io.redfire.testing;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.nio.file.Path;

/**
 * A Redis that one test has for itself and may kill, restart, flush and reconfigure.
 *
 * <p>A process on a free loopback port, with its data in a directory under {@code target}. It ends
 * with the JVM, however that ends. Its methods may be called from any thread, one at a time.
 */
public final class OwnRedis implements AutoCloseable {
  private final RedisServer server;

  private OwnRedis(RedisServer server) {
    this.server = server;
  }

  static OwnRedis start(String... settings) {
    return RedisServers.start(
        RedisServers.loopback(1),
        servers -> {
          RedisServer server =
              servers.begin(
                  RedisProgram.Mode.DATA, RedisServers.DURABLE, String.join("\n", settings));
          server.awaitReady();
          return new OwnRedis(server);
        });
  }

  /** Where it listens; stays the same over a restart. */
  public RedisAddress address() {
    return server.address();
  }

  /** The way to reach it, with time limits that suit a busy machine. */
  public RedisConnections connections() {
    return TestRedis.connections(address());
  }

  /** The program that runs. */
  Path program() {
    return RedisProgram.find();
  }

  /** Its process: to freeze it, or to speak to it over Jedis alone. */
  public RedisServer server() {
    return server;
  }

  /** Kills the process at once, as {@code kill -9} does, and waits for its end. */
  public void kill9() {
    server.kill9();
  }

  /** Starts it again where it was, with the data that is on disk; kills it first if it runs. */
  public void restart() {
    server.restart();
  }

  /** Ends it and removes its data. */
  @Override
  public void close() {
    server.close();
  }
}
