package io.redfire.testing;

import io.redfire.core.redis.RedisAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/**
 * One Redis process of a test, which it may kill, freeze and start again: a data server or a
 * sentinel.
 *
 * <p>It ends with the JVM, however that ends. Its methods may be called from any thread.
 */
public final class RedisServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5000;

  private final RedisProgram.Mode mode;
  private final Host host;
  private final int port;
  private final DataDirectory directory = DataDirectory.create();
  private @Nullable RedisProcess process;
  private boolean paused;

  private RedisServer(RedisProgram.Mode mode, Host host, int port, String settings) {
    this.mode = mode;
    this.host = host;
    this.port = port;
    directory.configure(
        """
        bind %s
        port %d
        protected-mode no
        dir "%s"
        """
                .formatted(host.address(), port, directory.path())
            + settings);
    launch();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /**
   * Starts one, which need not answer yet.
   *
   * @param settings lines for its configuration file
   */
  static RedisServer begin(RedisProgram.Mode mode, Host host, int port, String settings) {
    return new RedisServer(mode, host, port, settings);
  }

  /**
   * Waits until it answers.
   *
   * @throws IllegalStateException if it ended instead, for example as its port was taken
   */
  synchronized void awaitReady() {
    if (process != null) {
      process.awaitReady(hostAndPort());
    }
  }

  /** Where it runs. */
  public Host host() {
    return host;
  }

  /** The port where it listens; stays the same over a restart. */
  public int port() {
    return port;
  }

  /** Where it listens, for a client of Jedis. */
  public HostAndPort hostAndPort() {
    return new HostAndPort(host.address(), port);
  }

  /** Where it listens, as a plain server. */
  public RedisAddress address() {
    return RedisAddress.tcp(host.address(), port, Optional.empty());
  }

  /** A new connection, which the caller closes; it gives up on an answer after five seconds. */
  public Jedis connect() {
    return new Jedis(host.address(), port, TIMEOUT_MILLIS);
  }

  /** Whether it can answer: it was neither killed nor paused. */
  public synchronized boolean isRunning() {
    return process != null && !paused && process.isAlive();
  }

  /** Its process, as long as it was not killed. */
  public synchronized Optional<ProcessHandle> process() {
    return Optional.ofNullable(process).map(RedisProcess::handle);
  }

  /** Kills the process at once, as {@code kill -9} does, and waits for its end. */
  public synchronized void kill9() {
    RedisProcess running = process;
    process = null;
    paused = false;
    if (running != null) {
      running.kill9();
    }
  }

  /**
   * Starts it again where it was, with the data and the configuration that are on disk, and waits
   * until it answers; kills it first if it runs.
   */
  public synchronized void restart() {
    kill9();
    launch();
    awaitReady();
  }

  /** Freezes it where it stands: its connections stay open and nothing is answered. */
  public synchronized void pause() {
    signal("STOP");
    paused = true;
  }

  /** Lets it go on after {@link #pause}. */
  public synchronized void resume() {
    signal("CONT");
    paused = false;
  }

  /** Ends it and removes its data. */
  @Override
  public void close() {
    kill9();
    directory.delete();
  }

  /** The role by which it goes at this moment, such as {@code master} or {@code slave}. */
  String role() {
    return info("replication").value("role");
  }

  /** Whether it follows the server at a port and has all of the data that this one had. */
  boolean isInSyncWith(int primaryPort) {
    ServerInfo replication = info("replication");
    return List.of("slave", Integer.toString(primaryPort), "up")
        .equals(
            List.of(
                replication.value("role"),
                replication.value("master_port"),
                replication.value("master_link_status")));
  }

  private ServerInfo info(String section) {
    try (Jedis jedis = connect()) {
      return new ServerInfo(jedis.info(section));
    }
  }

  private synchronized void launch() {
    process = RedisProcess.begin(host, RedisProgram.find(), mode, directory);
  }

  private void signal(String name) {
    if (process == null) {
      throw new IllegalStateException("the server at port " + port + " was killed");
    }
    process.signal(name);
  }

  @Override
  public String toString() {
    return hostAndPort().toString();
  }
}
