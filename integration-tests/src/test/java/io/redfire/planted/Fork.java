package io.redfire.planted;

import io.redfire.testing.TestRedis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs some tests of the product, or of a copy with a bug in it. */
final class Fork {
  private static final String REDIS = "REDFIRE_TEST_REDIS";

  /** How long one test may take; what a bug keeps from coming would be waited for a minute. */
  private static final String TEST_LIMIT = "45 s";

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int TOLD_CHARACTERS = 4000;

  private Fork() {}

  /**
   * Runs tests and waits for them.
   *
   * @param first directories that stand on the class path before the product
   * @param directory where it leaves what it prints
   * @throws IllegalStateException if it did not come to the end of the tests
   */
  static List<TestOutcome> run(List<Path> first, List<String> tests, Path directory)
      throws IOException, InterruptedException {
    Path report = directory.resolve("outcomes.txt");
    Path output = directory.resolve("output.txt");
    List<String> path = new ArrayList<>();
    first.forEach(each -> path.add(each.toAbsolutePath().toString()));
    path.add(classPath());
    path.add(testsOfTheCore().toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.addAll(List.of(ForkedTests.class.getName(), report.toString(), TEST_LIMIT));
    command.addAll(tests);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // One Redis for all, since looking for a container engine takes each of them a second.
    var unused =
        builder
            .environment()
            .computeIfAbsent(REDIS, absent -> TestRedis.shared().address().toString());
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the tests still run: " + tests + told(output));
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0 || !Files.exists(report)) {
      throw new IllegalStateException("ended with " + process.exitValue() + told(output));
    }
    return Files.readAllLines(report).stream().map(TestOutcome::parse).toList();
  }

  /** What this JVM's own tests see. */
  static String classPath() {
    // Surefire hands over a jar that only refers to the class path.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** They are in no jar, since nobody but the core and this package needs them. */
  private static Path testsOfTheCore() {
    Path classes = Path.of("..", "chat-core", "target", "test-classes").toAbsolutePath();
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException(
          "no " + classes + " (expected: the tests of chat-core, compiled)");
    }
    return classes.normalize();
  }

  private static String told(Path output) throws IOException {
    String all = Files.readString(output);
    return "\n" + all.substring(Math.max(0, all.length() - TOLD_CHARACTERS));
  }
}
