package io.redfire.server.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.redfire.core.redis.RedisAddress;
import io.redfire.server.embedded.RedisLauncher.Launched;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A Redis of the server's own: a real one, on loopback, with a password, its data in one directory
 * and each write on disk before it is answered.
 *
 * <p>Any thread may call it. Redis lives no longer than this process, however it ends; if Redis
 * ends by itself, it is started again on the same port with the same data, while its clients see a
 * lost connection.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final String PORT_FILE = "redis.port";
  private static final int PORTS_TO_TRY = 10;

  private final DataDirectory data;
  private final RedisProgram program;
  private final RedisLauncher launcher;
  private final int port;
  private final String version;
  private final RedisKeeper keeper;

  @GuardedBy("this")
  private boolean closed;

  private EmbeddedRedis(
      DataDirectory data, RedisProgram program, RedisLauncher launcher, int port, Launched first) {
    this.data = data;
    this.program = program;
    this.launcher = launcher;
    this.port = port;
    this.version = first.info().version();
    this.keeper = new RedisKeeper(launcher, port, first.process());
  }

  /**
   * Starts a Redis and returns when it serves, which takes as long as it reads its data.
   *
   * @param directory where everything is kept; made if missing, held by one server at a time
   * @param source which program to run
   * @throws EmbeddedRedisException if that cannot be; the message says why and what would help
   */
  public static EmbeddedRedis start(Path directory, RedisSource source) {
    return start(directory, source, SearchPath.ofEnvironment());
  }

  static EmbeddedRedis start(Path directory, RedisSource source, SearchPath searchPath) {
    Platform.current().checkForShell();
    DataDirectory data = DataDirectory.take(directory);
    boolean serves = false;
    try {
      new FormerRedis(data).awaitEnd();
      RedisProgram program = RedisProgram.find(source, searchPath, data);
      RedisLauncher launcher =
          new RedisLauncher(data, program, RedisPassword.of(data), new Watchdog(searchPath));
      new RedisLog(data).begin();
      EmbeddedRedis redis = launch(data, program, launcher);
      serves = true;
      return redis;
    } catch (IOException e) {
      throw new EmbeddedRedisException("--data-dir: '" + data.path() + "' cannot be used", e);
    } finally {
      if (!serves) {
        data.close();
      }
    }
  }

  /** The port stays the same from run to run where it can, and with it the redis-cli line. */
  private static EmbeddedRedis launch(
      DataDirectory data, RedisProgram program, RedisLauncher launcher) throws IOException {
    int port = formerPort(data);
    for (int i = 0; i < PORTS_TO_TRY; i++) {
      try {
        data.write(PORT_FILE, port + "\n");
        Launched first = launcher.launch(port);
        EmbeddedRedis redis = new EmbeddedRedis(data, program, launcher, port, first);
        redis.keeper.start();
        return redis;
      } catch (PortTakenException e) {
        port = LoopbackPort.free();
      }
    }
    throw new EmbeddedRedisException("no port of 127.0.0.1 stays free for Redis");
  }

  private static int formerPort(DataDirectory data) throws IOException {
    String kept = data.read(PORT_FILE).orElse("");
    int port = kept.matches("[1-9][0-9]{3,4}") ? Integer.parseInt(kept) : 0;
    return port > 0 && port <= 65535 && LoopbackPort.isFree(port) ? port : LoopbackPort.free();
  }

  /** Where it listens, with the password. */
  public RedisAddress address() {
    return launcher.address(port);
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The version of Redis, such as {@code 7.0.15}. */
  public String version() {
    return version;
  }

  /** Which program runs, in words for the terminal. */
  public String origin() {
    return program.origin();
  }

  /** The absolute path of the directory that holds the data and the password. */
  public Path directory() {
    return data.path();
  }

  /** The process id of Redis; another one after it had to be started again. */
  public long pid() {
    return keeper.process().pid();
  }

  /** The line for a shell that shows all entries of the list, which a room is kept in. */
  public String redisCliLine(String list) {
    return "REDISCLI_AUTH=\"$(cat "
        + ShellWord.of(data.file(RedisPassword.FILE).toString())
        + ")\" redis-cli -p "
        + port
        + " --raw lrange "
        + ShellWord.of(list)
        + " 0 -1";
  }

  /** Lets Redis write out everything and waits for its end; then the directory is free again. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      keeper.close();
      data.close();
    }
  }
}
