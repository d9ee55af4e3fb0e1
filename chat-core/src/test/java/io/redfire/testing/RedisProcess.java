package io.redfire.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;

/**
 * A running redis-server, and the shell that waits for the end of this JVM to kill it.
 *
 * <p>The shell reads from a pipe that only this JVM holds open, so it wakes however the JVM ends.
 */
final class RedisProcess {
  private static final String WATCHDOG =
      """
      log=$1
      shift
      "$@" >"$log" 2>&1 &
      echo $!
      cat >/dev/null
      kill -9 $! 2>/dev/null
      """;

  private final Process watchdog;
  private final ProcessHandle redis;

  private final Path log;

  private RedisProcess(Process watchdog, ProcessHandle redis, Path log) {
    this.watchdog = watchdog;
    this.redis = redis;
    this.log = log;
  }

  /**
   * Starts it; it need not answer yet.
   *
   * @param directory holds its configuration, and takes redis.log
   * @throws IllegalStateException if it ended at once
   */
  static RedisProcess begin(
      Host host, Path program, RedisProgram.Mode mode, DataDirectory directory) {
    Path log = directory.path().resolve("redis.log");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WATCHDOG, "watchdog"));
    command.add(log.toString());
    command.addAll(host.command(List.of(program.toString(), directory.configuration().toString())));
    if (mode == RedisProgram.Mode.SENTINEL) {
      command.add("--sentinel");
    }
    try {
      Process watchdog =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // Not closed with the reader: the watchdog's own end closes the pipe.
      String pid =
          new BufferedReader(new InputStreamReader(watchdog.getInputStream(), US_ASCII)).readLine();
      ProcessHandle redis = ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> ended(log));
      return new RedisProcess(watchdog, redis, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it answers.
   *
   * @throws IllegalStateException if it ends instead
   */
  void awaitReady(HostAndPort address) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isReady(address));
  }

  ProcessHandle handle() {
    return redis;
  }

  boolean isAlive() {
    return redis.isAlive();
  }

  /** Sends it a signal by its name, such as {@code STOP}. */
  void signal(String name) {
    try {
      int status =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + redis.pid())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("redis-server took no signal " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady(HostAndPort address) {
    if (!redis.isAlive()) {
      throw ended(log);
    }
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(5), US_ASCII);
      return answer.equals("+PONG") || answer.equals("-NOAU");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static IllegalStateException ended(Path log) {
    try {
      return new IllegalStateException("redis-server ended: " + Files.readString(log));
    } catch (IOException e) {
      return new IllegalStateException("redis-server ended", e);
    }
  }

  void kill9() {
    redis.destroyForcibly();
    redis.onExit().join();
    try {
      watchdog.getOutputStream().close();
      watchdog.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
