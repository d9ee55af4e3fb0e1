package io.redfire.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Entry;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.wire.Events;
import io.redfire.testing.fuzz.FuzzTarget;
import io.redfire.testing.fuzz.LineLog;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Whatever is published in a room's channel and done to its list. */
class LiveRoomFuzzTest {
  private static final ServerMetrics METRICS = new ServerMetrics("fuzz");
  private static final RoomName NAME = new RoomName("chat");
  private static final int MOST_STEPS = 64;

  private final LineLog log = new LineLog();
  private final Queue<Runnable> blocking = new ArrayDeque<>();
  private final Queue<Runnable> timed = new ArrayDeque<>();
  private final Reader reader = new Reader();
  private final LiveRoom room =
      new LiveRoom(NAME, log, Events::wire, blocking::add, timer(), METRICS, name -> {});

  /**
   * Each line is a step: {@code p} publishes the rest, {@code l} pushes it to the list, {@code b}
   * does both, {@code c} publishes it with the claim to be the next entry; {@code r} lets the room
   * read its log, {@code d} deletes the list, {@code o} loses the connection for a moment. Whatever
   * was heard, in the end the room shows what the list holds.
   */
  @FuzzTarget
  void tailBecomesTrueToTheLog(byte[] input) {
    room.join(reader);
    var opened = room.refresh();
    String[] steps = new String(input, UTF_8).split("\n", MOST_STEPS);
    for (String step : steps) {
      if (!step.isEmpty()) {
        step(step.charAt(0), step.substring(1).getBytes(UTF_8));
      }
    }
    settle();
    assertThat(opened).isCompleted();
    List<Entry> entries = log.entries();
    assertThat(room.last()).isEqualTo(log.head());
    for (Entry entry : entries) {
      WireEntry held = requireNonNull(room.get(entry.seq()));
      assertThat(held.position()).isEqualTo(entry.position());
      assertThat(held.event()).isEqualTo(Events.wire(NAME, entry).event());
    }
    assertThat(room.get(entries.size() + 1)).isNull();
    assertThat(reader.heard.size()).isLessThanOrEqualTo(steps.length);
  }

  private void step(char what, byte[] line) {
    switch (what) {
      case 'p' -> room.onLine(line);
      case 'l' -> log.push(line);
      case 'b' -> {
        log.push(line);
        room.onLine(line);
      }
      case 'c' -> room.onLine(claimed(line));
      case 'd' -> log.delete();
      case 'o' -> room.onRestored();
      case 'r' -> runAll(blocking);
      default -> {
        // Nothing happens.
      }
    }
  }

  private byte[] claimed(byte[] body) {
    Position last = room.last();
    String claim = "{\"seq\":" + (last.seq() + 1) + ",\"tag\":\"" + last.tag() + "\",";
    return (claim + new String(body, UTF_8)).getBytes(UTF_8);
  }

  /** Lets everything happen that waits, and then looks at the log once more. */
  private void settle() {
    runAll(blocking);
    runAll(timed);
    var done = room.refresh();
    runAll(blocking);
    assertThat(done).isCompleted();
  }

  private static void runAll(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Keeps what is to happen later until it is asked for. */
  private ScheduledExecutorService timer() {
    return (ScheduledExecutorService)
        Proxy.newProxyInstance(
            LiveRoomFuzzTest.class.getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (self, method, arguments) -> {
              timed.add((Runnable) arguments[0]);
              return null;
            });
  }

  /** Counts what it hears. */
  private static final class Reader implements RoomReader {
    final List<String> heard = new ArrayList<>();

    @Override
    public Executor loop() {
      return Runnable::run;
    }

    @Override
    public long seq() {
      return 0;
    }

    @Override
    public void ring() {}

    @Override
    public void rewound(Position fork) {}

    @Override
    public void governed(String concerned) {}

    @Override
    public void heard(String text) {
      heard.add(text);
    }
  }
}
