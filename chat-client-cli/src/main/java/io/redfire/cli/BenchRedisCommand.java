package io.redfire.cli;

import io.redfire.bench.redis.RedisBench;
import io.redfire.bench.redis.RedisBenchFailure;
import io.redfire.bench.redis.RedisBenchPlan;
import io.redfire.bench.redis.RedisBenchPlan.Part;
import io.redfire.bench.redis.RedisBenchReport;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire bench redis}: what the Redis itself carries, with no server before it. */
@Command(
    name = "redis",
    description = {
      "Measures a Redis without a server before it: the server's own append script, pipelined, and"
          + " plain publish and subscribe. So the limit and the product come out of one tool.",
      "It makes rooms with new random names and removes them at the end."
    })
final class BenchRedisCommand implements Callable<Integer> {
  private final World world;

  @Mixin private RedisOptions redis;

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      description = "'appends' or 'pubsub'. Default: both, one after the other.")
  private @Nullable Part only;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rooms to append to, in turn. Default: 1.")
  private int rooms;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections that append; each has its own rooms. Default: 1.")
  private int connections;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      defaultValue = "256",
      description = "Messages under way at once, at most. Default: 256.")
  private int outstanding;

  @Option(
      names = "--batch",
      paramLabel = "N[,N…]",
      split = ",",
      defaultValue = "1,16,128",
      description =
          "Messages in one call of the script; a run for each. The server puts in what waits for a"
              + " room, at most 128. Default: 1,16,128.")
  private List<Integer> batches;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "Bytes of a message's text, or of what is published. Default: 100.")
  private int size;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Publishes a second; latency then counts from when each was due. Default: 0, as many as"
              + " are delivered.")
  private double rate;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      converter = Timeouts.class,
      defaultValue = "3",
      description = "How long each run goes on before it counts. Default: 3.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      converter = Timeouts.class,
      defaultValue = "10",
      description = "How long each run counts. Default: 10.")
  private Duration duration;

  @Option(names = "--json", description = "One JSON object instead of the table.")
  private boolean json;

  BenchRedisCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    Set<Part> what = only == null ? EnumSet.allOf(Part.class) : EnumSet.of(only);
    RedisBenchPlan plan =
        new RedisBenchPlan(
            what, rooms, connections, outstanding, batches, size, rate, warmUp, duration);
    RedisBenchReport report = run(new RedisBench(redis.place(), plan, world.notes()::say));
    if (json) {
      world.out().line(report.json());
    } else {
      report.table().forEach(world.out()::line);
    }
    return report.isSound() ? ExitCode.DONE : ExitCode.OTHER;
  }

  private static RedisBenchReport run(RedisBench bench) throws InterruptedException {
    try {
      return bench.run();
    } catch (RedisBenchFailure e) {
      throw new Failure(
          e.isUnreachable() ? ExitCode.UNREACHABLE : ExitCode.OTHER,
          String.valueOf(e.getMessage()));
    }
  }

  private void check() {
    atLeast("--rooms", rooms, 1);
    atLeast("--connections", connections, 1);
    atLeast("--outstanding", outstanding, 1);
    batches.forEach(batch -> atLeast("--batch", batch, 1));
    atLeast("--size", size, 0);
    if (!(rate >= 0 && rate <= 1e7)) {
      throw new Failure(ExitCode.USAGE, "--rate: " + rate + " (expected: 0 to 10000000)");
    }
    if (rooms < connections) {
      throw new Failure(
          ExitCode.USAGE,
          "--rooms: " + rooms + " (expected: at least one for each of --connections)");
    }
  }

  private static void atLeast(String option, int given, int least) {
    if (given < least) {
      throw new Failure(
          ExitCode.USAGE, option + ": " + given + " (expected: at least " + least + ")");
    }
  }
}
