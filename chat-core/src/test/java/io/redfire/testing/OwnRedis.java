package io.redfire.testing;

import static java.util.Objects.requireNonNull;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis that one test has for itself and may kill, restart, flush and reconfigure.
 *
 * <p>A process on a free loopback port, with its data in a directory under {@code target}. It ends
 * with the JVM, however that ends. Its methods may be called from any thread, one at a time.
 */
public final class OwnRedis implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Path directory;
  private final Path program;
  private final int port;
  private @Nullable RedisProcess process;

  private OwnRedis(Path directory, Path program, int port, String... settings) {
    this.directory = directory;
    this.program = program;
    this.port = port;
    configure(settings);
    launch("");
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  static OwnRedis start(String... settings) {
    Path program = RedisProgram.find();
    for (int attempt = 1; ; attempt++) {
      Path directory = newDirectory();
      try {
        return new OwnRedis(directory, program, freePort(), settings);
      } catch (IllegalStateException portTaken) {
        delete(directory);
        if (attempt == ATTEMPTS) {
          throw portTaken;
        }
      }
    }
  }

  /** Where it listens; stays the same over a restart. */
  public RedisAddress address() {
    return RedisAddress.tcp("127.0.0.1", port, Optional.empty());
  }

  /** The way to reach it, with time limits that suit a busy machine. */
  public RedisConnections connections() {
    return TestRedis.connections(address());
  }

  /** The program that runs. */
  Path program() {
    return program;
  }

  /** Kills the process at once, as {@code kill -9} does, and waits for its end. */
  public synchronized void kill9() {
    RedisProcess running = process;
    process = null;
    if (running != null) {
      running.kill9();
    }
  }

  /** Starts it again where it was, with the data that is on disk; kills it first if it runs. */
  public synchronized void restart() {
    kill9();
    launch("");
  }

  /**
   * As {@link #restart}, on a disk that is soon full: no file of it can get larger than this.
   *
   * @param kibibytes more than is on disk
   */
  public synchronized void restartWithin(int kibibytes) {
    kill9();
    launch(Integer.toString(2 * kibibytes));
  }

  /** Whether it still runs, or is frozen. */
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Lets it do nothing more, as {@code kill -STOP} does: its connections stand, unanswered. */
  public synchronized void freeze() {
    requireNonNull(process).signal("STOP");
  }

  /** Lets a frozen one go on. */
  public synchronized void thaw() {
    requireNonNull(process).signal("CONT");
  }

  /** Where its data is; to be written to only while it does not run. */
  public Path directory() {
    return directory;
  }

  /** Ends it and removes its data. */
  @Override
  public void close() {
    kill9();
    delete(directory);
  }

  private void launch(String blocks) {
    process = RedisProcess.start(program, directory, port, blocks);
  }

  private void configure(String... settings) {
    String usual =
        """
        bind 127.0.0.1
        port %d
        dir "%s"
        save ""
        appendonly yes
        appendfsync always
        """
            .formatted(port, directory);
    try {
      Files.writeString(directory.resolve("redis.conf"), usual + String.join("\n", settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path newDirectory() {
    try {
      Path parent = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
      return Files.createTempDirectory(parent, "data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
