package io.redfire.cli;

import static io.redfire.cli.BenchOptions.atLeast;

import io.redfire.bench.redis.RedisBench;
import io.redfire.bench.redis.RedisBenchFailure;
import io.redfire.bench.redis.RedisBenchPlan;
import io.redfire.bench.redis.RedisBenchPlan.Part;
import io.redfire.bench.redis.RedisBenchReport;
import io.redfire.bench.report.RedisJson;
import io.redfire.bench.report.RedisTable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code redfire bench redis}: what the Redis itself carries, with no server before it. */
@Command(
    name = "redis",
    description = {
      "Measures a Redis without a server before it: the server's own append script, pipelined, and"
          + " plain publish and subscribe. So the limit and the product come out of one tool.",
      "It makes rooms with new random names and removes them at the end."
    })
final class BenchRedisCommand implements Callable<Integer> {

  /** Reads a part in lower case. */
  static final class PartName implements ITypeConverter<Part> {
    @Override
    public Part convert(String given) {
      return switch (given) {
        case "appends" -> Part.APPENDS;
        case "pubsub" -> Part.PUBSUB;
        default ->
            throw new TypeConversionException(
                "'" + TerminalText.neutralise(given) + "' (expected: 'appends' or 'pubsub')");
      };
    }
  }

  private final World world;

  @Mixin private RedisOptions redis;

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      converter = PartName.class,
      description = "'appends' or 'pubsub'. Default: both, one after the other.")
  private @Nullable Part only;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rooms to append to, in turn, at least one for each connection. Default: 1.")
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
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16,128",
      description =
          "Messages in one call of the script, such as 1,16; a run for each. The server puts in what"
              + " waits for a room, at most 128. Default: 1,16,128.")
  private List<Integer> batches;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Bytes of a message's text, or of what is published. Default: 128.")
  private int size;

  @Option(
      names = "--rate",
      paramLabel = "N[/s]",
      converter = Rates.class,
      description =
          "Publishes a second, at fixed times; latency then counts from when each was due. Without it"
              + " as many as are delivered.")
  private @Nullable Double rate;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = Spans.class,
      defaultValue = "2s",
      description = "How long each run goes on before it counts. Default: 2s.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Spans.class,
      defaultValue = "10s",
      description = "How long each run counts. Default: 10s.")
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
            what,
            rooms,
            connections,
            outstanding,
            batches,
            size,
            rate == null ? 0 : rate,
            warmUp,
            duration);
    RedisBenchReport report = run(new RedisBench(redis.place(), plan, this::progress));
    if (json) {
      world.out().line(RedisJson.line(report, BenchOptions.jsonFactory()));
    } else {
      BenchOptions.print(world, RedisTable.lines(report));
    }
    return report.isFlawless() ? ExitCode.DONE : ExitCode.FAULTS;
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

  private void progress(String what) {
    if (world.watched()) {
      world.notes().say(what);
    }
  }

  private void check() {
    atLeast("--connections", connections, 1);
    atLeast("--rooms", rooms, connections);
    atLeast("--outstanding", outstanding, 1);
    batches.forEach(batch -> atLeast("--batch", batch, 1));
    atLeast("--size", size, 0);
  }
}
