package io.redfire.faults.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.Console;
import io.redfire.faults.store.StandaloneStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same nodes on the same Redis for as long as told, and nothing in them may grow: {@code mvn
 * -Psoak -DskipTests -Dsoak.duration=8h verify}.
 *
 * <p>It goes in rounds of two minutes. After each, all clients are gone, what they saw is checked,
 * and it is measured what each node holds after a garbage collection, and Redis before it is
 * emptied for the next round. The first rounds, which warm everything up, set the bound: half as
 * much again and 16 MiB of heap, 32 files, 16 threads; of Redis' memory half as much again and 8
 * MiB. Rooms keep 1,000 entries, so Redis holds about as much after each round.
 *
 * <p>Nodes are frozen and cut off, but neither killed nor drained, or they could not grow.
 */
@Tag("soak")
class SoakIT {
  private static final int WARM_UP = 3;
  private static final Duration GAP = Duration.ofSeconds(2);
  private static final long MEBIBYTE = 1 << 20;

  /** What was measured after one round. */
  private record Sample(List<Vitals> nodes, long redis) {
    Sample max(Sample other) {
      List<Vitals> all = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        all.add(nodes.get(i).max(other.nodes.get(i)));
      }
      return new Sample(all, Math.max(redis, other.redis));
    }

    Sample bound() {
      return new Sample(
          nodes.stream().map(Vitals::bound).toList(), redis + redis / 2 + 8 * MEBIBYTE);
    }

    boolean isWithin(Sample bound) {
      for (int i = 0; i < nodes.size(); i++) {
        if (!nodes.get(i).isWithin(bound.nodes.get(i))) {
          return false;
        }
      }
      return redis <= bound.redis;
    }
  }

  @Test
  void nothingGrows() throws Exception {
    Duration round = Told.duration("soak.round", "2m");
    long end = System.nanoTime() + Told.duration("soak.duration", "1h").toNanos();
    Random seeds = new SecureRandom();
    long first = Told.number("soak.seed", seeds.nextInt(Integer.MAX_VALUE));
    Path directory = Runs.directory(first);
    Report all = Report.NONE;
    try (Site site =
        new Site(new StandaloneStore(), 2, directory, List.of("--retain", "1000")).immortal()) {
      Sample warm = null;
      long seed = first;
      for (int i = 1; i <= WARM_UP || System.nanoTime() < end; i++) {
        Options options =
            new Options(seed, round, GAP, Loss.NOTHING, Runs.SIZE, Duration.ofSeconds(10));
        Path history = directory.resolve("history-" + seed + ".jsonl");
        Report report = new FaultRun(site, options, history).run();
        all = all.and(report);
        Sample sample = sample(site);
        System.out.println("Round " + i + ", seed " + seed + ": " + sample);
        System.out.println("So far: " + all);
        assertThat(all.violations()).isEmpty();
        if (warm == null || i <= WARM_UP) {
          warm = warm == null ? sample : warm.max(sample);
        }
        Sample bound = warm.bound();
        assertThat(sample).as("no more than " + bound).matches(now -> now.isWithin(bound));
        Runs.delete(history);
        seed = seeds.nextInt(Integer.MAX_VALUE);
      }
    }
    Runs.delete(directory);
  }

  private static Sample sample(Site site) throws Exception {
    List<Vitals> nodes = new ArrayList<>();
    for (var node : site.nodes()) {
      nodes.add(Vitals.of(node));
    }
    try (Console console = site.store().primaries().get(0)) {
      long used = Long.parseLong(console.info("memory", "used_memory"));
      var unused = console.run("FLUSHALL");
      return new Sample(nodes, used);
    }
  }
}
