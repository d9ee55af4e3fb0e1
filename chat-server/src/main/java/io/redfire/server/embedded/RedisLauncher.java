package io.redfire.server.embedded;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Brings a Redis up in one data directory, as often as needed; one thread at a time. */
final class RedisLauncher {
  private static final Duration NO_ANSWER = Duration.ofSeconds(30);
  private static final Duration ONE_ANSWER = Duration.ofSeconds(5);
  private static final long ASK_EVERY_MILLIS = 20;

  private final DataDirectory data;
  private final RedisProgram program;
  private final RedisPassword password;
  private final Watchdog watchdog;
  private final RedisLog log;

  RedisLauncher(
      DataDirectory data, RedisProgram program, RedisPassword password, Watchdog watchdog) {
    this.data = data;
    this.program = program;
    this.password = password;
    this.watchdog = watchdog;
    this.log = new RedisLog(data);
  }

  /** A Redis that serves. */
  record Launched(RedisProcess process, RedisInfo info) {}

  RedisAddress address(int port) {
    return RedisAddress.tcp("127.0.0.1", port, Optional.of(password.text()));
  }

  /**
   * Starts Redis and waits until it serves, however long it reads its data.
   *
   * @throws PortTakenException if another program listens there
   * @throws EmbeddedRedisException if Redis does not come up; shows the end of its log
   */
  Launched launch(int port) throws PortTakenException {
    try {
      data.write(
          RedisConfiguration.FILE, new RedisConfiguration(data.path(), port, password).text());
      RedisProcess process =
          RedisProcess.start(
              watchdog.command(program, data.file(RedisConfiguration.FILE), log.file()));
      boolean serves = false;
      try {
        new FormerRedis(data).remember(process);
        RedisInfo info = awaitServing(process, port);
        serves = true;
        return new Launched(process, info);
      } finally {
        if (!serves) {
          process.stop();
        }
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("Redis (" + program.origin() + ") cannot be started", e);
    }
  }

  private RedisInfo awaitServing(RedisProcess process, int port) throws PortTakenException {
    RedisConnections connections = new RedisConnections(address(port), ONE_ANSWER, ONE_ANSWER);
    long heard = System.nanoTime();
    while (process.isAlive()) {
      Optional<RedisInfo> info = ask(connections).filter(said -> said.pid() == process.pid());
      if (info.isPresent()) {
        if (!info.get().loading()) {
          return info.get();
        }
        heard = System.nanoTime();
      }
      if (System.nanoTime() - heard > NO_ANSWER.toNanos()) {
        throw failed("does not answer");
      }
      pause();
    }
    if (!LoopbackPort.isFree(port)) {
      throw new PortTakenException(port);
    }
    throw failed("ended at once");
  }

  /** Empty while nobody, or somebody else, answers there; then the process is about to end. */
  private static Optional<RedisInfo> ask(RedisConnections connections) {
    try (Jedis jedis = new Jedis(connections.open("redfire-start"))) {
      return Optional.of(RedisInfo.parse(jedis.info()));
    } catch (JedisException e) {
      return Optional.empty();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("the start of Redis was interrupted");
    }
  }

  private EmbeddedRedisException failed(String how) {
    return new EmbeddedRedisException(
        "Redis ("
            + program.origin()
            + ") "
            + how
            + "; the end of its log, "
            + log.file()
            + ":\n"
            + log.end());
  }
}
