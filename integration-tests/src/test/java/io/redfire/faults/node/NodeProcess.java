package io.redfire.faults.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.redfire.client.ServerAddress;
import io.redfire.server.RedfireServer;
import io.redfire.testing.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One node in a JVM of its own, which is started again at its place however it ended. Its methods
 * may be called from any thread, one at a time.
 *
 * <p>It runs from the class path of the tests, so that it needs no packaged jar.
 */
public final class NodeProcess implements AutoCloseable {
  /** How long a start may take; a node that needs longer has failed. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final Host host;
  private final int port = FreePort.find();
  private final Path directory;
  private final List<String> command;
  private int starts;
  private Path out;
  private volatile @Nullable Process process;

  /**
   * Makes a node that does not run yet.
   *
   * @param host where it runs and listens
   * @param directory takes what it prints
   * @param settings arguments for the server, but for where it listens
   */
  public NodeProcess(String name, Host host, Path directory, List<String> settings) {
    this.name = name;
    this.host = host;
    this.directory = directory;
    this.out = directory.resolve(name + ".log");
    this.command = command(settings);
  }

  private List<String> command(List<String> settings) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Starts quickly and has few threads, for there are several of them on few processors.
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m"));
    String classes = System.getProperty("java.class.path");
    all.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", classes)));
    all.add(RedfireServer.class.getName());
    all.addAll(List.of("--listen", host.address() + ":" + port));
    all.addAll(List.of("--plaintext", "allow", "--guests", "allow"));
    all.addAll(List.of("--metrics-listen", host.address() + ":0"));
    all.addAll(settings);
    return host.command(all);
  }

  public String name() {
    return name;
  }

  /** Where it accepts clients. */
  public ServerAddress address() {
    return new ServerAddress(host.address(), port);
  }

  /** Where Prometheus may read its metrics, as it said when it started last. */
  public URI metrics() {
    return printed()
        .lines()
        .filter(line -> line.startsWith("Metrics "))
        .map(line -> URI.create(line.substring("Metrics ".length()).strip()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " does not serve"));
  }

  /**
   * Starts it, again if it ends instead of serving, as it does while its Redis cannot be used; and
   * waits until it serves.
   */
  public void start() {
    Awaitility.await(name)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(this::serves);
  }

  private boolean serves() throws IOException {
    Process running = process;
    if (running == null || !running.isAlive()) {
      process = launch();
      return false;
    }
    // The last of the lines that it prints once it serves.
    return printed().lines().anyMatch(line -> line.startsWith("History "));
  }

  private Process launch() throws IOException {
    out = directory.resolve(name + "-" + ++starts + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(out.toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("REDFIRE_"));
    return builder.start();
  }

  /** The process that runs, or ran last. */
  public ProcessHandle handle() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return running.toHandle();
  }

  /** Ends it at once. */
  public void kill9() {
    ProcessHandle running = handle();
    running.destroyForcibly();
    running.onExit().join();
  }

  /** Lets it say goodbye to its clients and end; ends it at once where that takes too long. */
  public void drain() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " does not stop: " + printed());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All that the process printed that runs, or ran last. */
  public String printed() {
    try {
      return Files.readString(out, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill9();
    }
  }
}
