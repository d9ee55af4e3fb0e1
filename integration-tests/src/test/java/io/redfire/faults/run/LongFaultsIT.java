package io.redfire.faults.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.ClusterStore;
import io.redfire.faults.store.SentinelStore;
import io.redfire.faults.store.StandaloneStore;
import io.redfire.faults.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An hour of runs one after the other, on every form of store, from seeds that nobody chose: {@code
 * mvn -Pfaults -DskipTests verify}.
 *
 * <p>{@code -Dfaults.duration=10m} makes it shorter or longer; {@code -Dfaults.seed=…} begins with
 * that seed, and {@code -Dfaults.form=…} with that form of run, as a report names both.
 */
@Tag("faults")
class LongFaultsIT {
  private static final Duration RUN = Duration.ofMinutes(1);
  private static final Duration GAP = Duration.ofMillis(1200);

  /** A store, and what may be taken away in a run on it. */
  private record Form(Supplier<Store> store, Loss loss) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(StandaloneStore::new, Loss.NOTHING),
          new Form(SentinelStore::new, Loss.UNREPLICATED),
          new Form(ClusterStore::new, Loss.UNREPLICATED),
          new Form(StandaloneStore::new, Loss.ANYTHING),
          new Form(SentinelStore::new, Loss.ANYTHING),
          new Form(ClusterStore::new, Loss.ANYTHING));

  @Test
  void noPromiseIsBroken() throws Exception {
    long end = System.nanoTime() + Told.duration("faults.duration", "1h").toNanos();
    Random seeds = new SecureRandom();
    long seed = Told.number("faults.seed", seeds.nextInt(Integer.MAX_VALUE));
    Report all = Report.NONE;
    for (int i = (int) Told.number("faults.form", 0); System.nanoTime() < end; i++) {
      all = all.and(run(i % FORMS.size(), seed));
      System.out.println("So far: " + all);
      seed = seeds.nextInt(Integer.MAX_VALUE);
    }
    Files.writeString(Runs.DIRECTORY.resolve("report.txt"), all.toString());
    assertThat(all.violations()).isEmpty();
  }

  private static Report run(int number, long seed) throws Exception {
    Form form = FORMS.get(number);
    Path directory = Runs.directory(seed);
    Options options = new Options(seed, RUN, GAP, form.loss(), Runs.SIZE, Duration.ofSeconds(10));
    System.out.println("Form " + number + ", seed " + seed + ", " + directory);
    Report report;
    try (Site site = new Site(form.store().get(), 3, directory, List.of())) {
      report = new FaultRun(site, options, directory.resolve("history.jsonl")).run();
    } catch (Exception | AssertionError broken) {
      broken.printStackTrace();
      report =
          Report.broken("form " + number + ", seed " + seed + ", " + directory + ": " + broken);
    }
    if (report.violations().isEmpty()) {
      Runs.delete(directory);
    }
    return report;
  }
}
