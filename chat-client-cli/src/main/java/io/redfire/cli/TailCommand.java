package io.redfire.cli;

import com.google.common.primitives.UnsignedLongs;
import io.redfire.chat.v1.Resume;
import io.redfire.chat.v1.Start;
import io.redfire.client.ChatClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire tail}: the end of a room, and with {@code --follow} what comes. */
@Command(
    name = "tail",
    description = "Prints the end of a room, or what stands after a place, and follows it.")
final class TailCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CommonOptions common;
  @Mixin private FormOptions form;

  @Option(
      names = "--since",
      paramLabel = "WHERE",
      description =
          "Begin after this place: a seq, a cursor (as --json prints it), or 'start' for all.")
  private @Nullable String since;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      defaultValue = "10",
      description = "Begin with the newest N entries. Default: 10.")
  private int last;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      converter = Timeouts.class,
      description =
          "Give up when no server was reached for so long, or, without --follow, when nothing"
              + " went on for so long. Default: 10.")
  private Duration timeout;

  TailCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    Start start = start();
    Reachability reachability = new Reachability(world.notes());
    RoomPrinter printer = new RoomPrinter(form.chosen(), form.words(world), world, follow);
    try (ChatClient client = common.client(world, reachability).connect()) {
      client.subscribe(common.room(), start, printer);
      CompletableFuture<Object> end = CompletableFuture.anyOf(printer.done(), client.ended());
      while (!await(end)) {
        boolean stuck = System.nanoTime() - printer.lastProgress() > timeout.toNanos();
        if (stuck && (!follow || !reachability.awaitFirst(Duration.ZERO))) {
          throw reachability.stuck(timeout);
        }
      }
    }
    return ExitCode.DONE;
  }

  private static boolean await(CompletableFuture<Object> end) throws InterruptedException {
    try {
      end.get(100, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw Failure.of(e);
    }
  }

  private Start start() {
    Start.Builder start = Start.newBuilder();
    if (since == null) {
      if (last < 0) {
        throw new Failure(ExitCode.USAGE, "--last: " + last + " (expected: 0 or more)");
      }
      return start.setLast(last).build();
    }
    if (since.equals("start")) {
      return start.setAfterSeq(0).build();
    }
    // A cursor is opaque, and so may consist of digits; one that long is no seq.
    if (!since.isEmpty()
        && since.length() < 20
        && since.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return start.setAfterSeq(UnsignedLongs.parseUnsignedLong(since)).build();
    }
    return start.setResume(Resume.newBuilder().addCursors(since)).build();
  }
}
