package io.redfire.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A running redis-server, and the shell that waits for the end of this JVM to kill it.
 *
 * <p>The shell reads from a pipe that only this JVM holds open, so it wakes however the JVM ends.
 */
final class RedisProcess {
  private static final String WATCHDOG =
      """
      [ -z "$4" ] || { trap '' XFSZ; ulimit -f "$4"; }
      "$1" "$2" >"$3" 2>&1 &
      echo $!
      cat >/dev/null
      kill -9 $! 2>/dev/null
      wait
      """;

  private final Process watchdog;
  private final ProcessHandle redis;

  private RedisProcess(Process watchdog, ProcessHandle redis) {
    this.watchdog = watchdog;
    this.redis = redis;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param directory holds redis.conf, and takes redis.log
   * @param blocks how large its files may get, in blocks of 512 bytes; empty for any size
   * @throws IllegalStateException if it ends instead
   */
  static RedisProcess start(Path program, Path directory, int port, String blocks) {
    Path log = directory.resolve("redis.log");
    String conf = directory.resolve("redis.conf").toString();
    try {
      Process watchdog =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  WATCHDOG,
                  "watchdog",
                  program.toString(),
                  conf,
                  log.toString(),
                  blocks)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      // Not closed with the reader: the watchdog's own end closes the pipe.
      String pid =
          new BufferedReader(new InputStreamReader(watchdog.getInputStream(), US_ASCII)).readLine();
      ProcessHandle redis = ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> ended(log));
      RedisProcess started = new RedisProcess(watchdog, redis);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> started.isReady(port, log));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady(int port, Path log) {
    if (!redis.isAlive()) {
      throw ended(log);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
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

  boolean isAlive() {
    return redis.isAlive();
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("redis-server takes no signal " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void kill9() {
    redis.destroyForcibly();
    try {
      // Its shell ends after it, and is a child of ours, so its end is heard of at once.
      watchdog.getOutputStream().close();
      watchdog.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
