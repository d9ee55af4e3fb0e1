package io.redfire.planted;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.planted.TestOutcome.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bug is caught by the tests that are there to catch it, and they are green without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedBugsIT {
  /** More would take each other's processor, and with it the time that tests wait. */
  private static final int AT_ONCE = 2;

  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
  private final Map<PlantedBug, Future<List<TestOutcome>>> runs = new EnumMap<>(PlantedBug.class);
  private Future<List<TestOutcome>> control = CompletableFuture.completedFuture(List.of());

  @BeforeAll
  void startAll() throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "planted").toAbsolutePath());
    Path directory = Files.createTempDirectory(parent, "run-");
    control = threads.submit(() -> runWithoutBug(directory));
    for (PlantedBug bug : PlantedBug.values()) {
      runs.put(bug, threads.submit(() -> runWith(bug, directory)));
    }
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
  }

  private static List<TestOutcome> runWithoutBug(Path parent) throws Exception {
    List<String> tests =
        Stream.of(PlantedBug.values()).flatMap(bug -> bug.tests().stream()).distinct().toList();
    return Fork.run(List.of(), tests, Files.createDirectory(parent.resolve("control")));
  }

  private static List<TestOutcome> runWith(PlantedBug bug, Path parent) throws Exception {
    Path directory = Files.createDirectory(parent.resolve(bug.name()));
    Path planted = PlantedProduct.make(bug.edits(), directory);
    return Fork.run(List.of(planted), bug.tests(), directory);
  }

  @Test
  void theTestsAreGreenWithoutABug() throws Exception {
    List<TestOutcome> outcomes = get(control);
    assertThat(outcomes).allMatch(outcome -> outcome.what() == What.GREEN);
    assertThat(outcomes)
        .extracting(TestOutcome::test)
        .containsAll(
            runs.keySet().stream()
                .flatMap(bug -> bug.tests().stream())
                .map(PlantedBugsIT::withoutParameters)
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void isCaught(PlantedBug bug) throws Exception {
    List<TestOutcome> outcomes = get(requireNonNull(runs.get(bug)));
    outcomes.forEach(outcome -> System.out.println(bug + ": " + outcome.line()));
    assertThat(outcomes).noneMatch(outcome -> outcome.what() == What.BROKEN);
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.what() == What.CAUGHT)
        .extracting(TestOutcome::test)
        .containsAll(bug.tests().stream().map(PlantedBugsIT::withoutParameters).toList());
  }

  @Test
  void aPlantThatDoesNotFindItsPlaceIsRefused() {
    SourceEdit none = SourceEdit.lua("append.lua", "what nobody wrote", "");
    assertThatThrownBy(() -> none.apply(none.original()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("append.lua holds 0 times (expected: once): what nobody wrote");
    SourceEdit many = SourceEdit.lua("append.lua", "local", "");
    assertThatThrownBy(() -> many.apply(many.original())).isInstanceOf(IllegalStateException.class);
  }

  private static String withoutParameters(String test) {
    return test.substring(0, test.indexOf('('));
  }

  private static List<TestOutcome> get(Future<List<TestOutcome>> run) throws Exception {
    try {
      return run.get();
    } catch (ExecutionException failure) {
      throw new AssertionError("the tests did not run", failure.getCause());
    }
  }
}
