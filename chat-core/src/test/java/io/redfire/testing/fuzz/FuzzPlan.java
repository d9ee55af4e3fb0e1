package io.redfire.testing.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How to fuzz the targets of one module.
 *
 * @param classes the compiled tests
 * @param resources the source folder of the test resources, which takes the findings
 * @param corpus where the inputs stay that reached something new
 * @param reports where the logs go
 * @param duration how long each target runs
 * @param atOnce how many targets run at the same time
 * @param only a part of the names of the targets to run; empty for all
 */
record FuzzPlan(
    Path classes,
    Path resources,
    Path corpus,
    Path reports,
    Duration duration,
    int atOnce,
    String only) {

  /** As the system properties {@code fuzz.*} tell, for the module in this folder. */
  static FuzzPlan of(Path module) {
    return new FuzzPlan(
        module.resolve("target/test-classes"),
        module.resolve("src/test/resources"),
        module.resolve(".fuzz-corpus"),
        module.resolve("target/fuzz"),
        duration(System.getProperty("fuzz.duration", "1m")),
        Integer.parseInt(System.getProperty("fuzz.jobs", "1")),
        System.getProperty("fuzz.only", ""));
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
