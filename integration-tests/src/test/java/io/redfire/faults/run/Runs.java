package io.redfire.faults.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.Store;
import io.redfire.faults.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The runs of the fast tests: short ones, each with processes of its own. */
final class Runs {
  /** What is left of runs, for whoever looks for the reason of a violation. */
  static final Path DIRECTORY = Path.of("target", "faults").toAbsolutePath();

  static final Workload.Size SIZE = new Workload.Size(12, 8, 6, 10, 6, 40);
  private static final Duration GAP = Duration.ofMillis(800);

  private Runs() {}

  /** Runs once, fails with what was found, and prints the report. */
  static void once(Supplier<Store> store, long seed, Loss loss, Duration length) throws Exception {
    // Patient, since tests share their machine with others.
    Options options = new Options(seed, length, GAP, loss, SIZE, Duration.ofMinutes(1));
    Path directory = directory(seed);
    try (Site site = new Site(store.get(), 2, directory, List.of())) {
      Report report = new FaultRun(site, options, directory.resolve("history.jsonl")).run();
      System.out.println(site.store().name() + ", seed " + seed + ": " + report);
      assertThat(report.violations()).as("violations").isEmpty();
      assertThat(report.sent()).as("messages").isGreaterThan(100);
      assertThat(report.delivered()).as("deliveries").isGreaterThan(100);
    }
  }

  /** Removes what is not wanted any more. */
  static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }

  static Path directory(long seed) throws IOException {
    Files.createDirectories(DIRECTORY);
    return Files.createTempDirectory(DIRECTORY, seed + "-");
  }
}
