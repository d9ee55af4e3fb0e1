package io.redfire.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A process that one test has started, with what it prints in two files, so that it never waits for
 * a reader. Ends with {@link #close}, if not before. For one thread, except for its input.
 */
final class Program implements AutoCloseable {
  /** How long anything may take; a test that waits so long has failed. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> HEEDING_CTRL_C = heedingCtrlC();

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Program(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code redfire.jar}. */
  static Program redfire(Path directory, String... args) {
    return start(directory, java("redfire.cli.jar", args));
  }

  /** Starts {@code redfire-server.jar}. */
  static Program server(Path directory, String... args) {
    return start(directory, java("redfire.server.jar", args));
  }

  static Program start(Path directory, List<String> command) {
    try {
      Path out = Files.createTempFile(directory, "out-", ".txt");
      Path err = Files.createTempFile(directory, "err-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Program(String.join(" ", command), start(builder), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a process that none of the settings of whoever runs the tests reaches. */
  static Process start(ProcessBuilder builder) throws IOException {
    builder.environment().keySet().removeIf(variable -> variable.startsWith("REDFIRE_"));
    builder.command(Stream.concat(HEEDING_CTRL_C.stream(), builder.command().stream()).toList());
    return builder.start();
  }

  /**
   * A build that was started in the background ignores Ctrl-C, and so would all that it starts.
   * What runs a command that heeds it again, where the system has that.
   */
  private static List<String> heedingCtrlC() {
    List<String> command = List.of("env", "--default-signal=INT");
    try {
      Process known =
          new ProcessBuilder(Stream.concat(command.stream(), Stream.of("true")).toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return known.waitFor() == 0 ? command : List.of();
    } catch (IOException unknown) {
      return List.of();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The command that runs the jar which a system property names, in a JVM that starts quickly. */
  static List<String> java(String jar, String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = Path.of(System.getProperty(jar)).normalize().toString();
    return Stream.concat(
            Stream.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", path),
            Stream.of(args))
        .toList();
  }

  /** All that it has printed on standard output. */
  String out() {
    return read(out);
  }

  /** All that it has printed on standard error. */
  String err() {
    return read(err);
  }

  /** The bytes of standard output. */
  byte[] bytes() {
    try {
      return Files.readAllBytes(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OutputStream in() {
    return process.getOutputStream();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits until what it has printed on standard output fulfils the condition. */
  void awaitOut(Predicate<String> condition) {
    await(() -> condition.test(out()));
  }

  /** Waits until what it has printed on standard error fulfils the condition. */
  void awaitErr(Predicate<String> condition) {
    await(() -> condition.test(err()));
  }

  /** Waits for its end and returns its exit code. */
  int end() {
    return end(PATIENCE);
  }

  /** Waits for its end and returns its exit code. */
  int end(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still runs: " + this);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends the signal that Ctrl-C sends. */
  void interrupt() {
    try {
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("cannot be interrupted: " + this);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, as {@code kill -9} does. */
  void kill9() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill9();
  }

  @Override
  public String toString() {
    return name + "\n-- standard output:\n" + out() + "\n-- standard error:\n" + err();
  }

  private void await(Callable<Boolean> condition) {
    Awaitility.await(toString())
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  private static String read(Path file) {
    try {
      // Not readString: what a process is just writing may end within a letter.
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
