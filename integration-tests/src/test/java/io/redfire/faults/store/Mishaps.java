package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.workload.Rooms;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What can go wrong with a Redis whatever its form: by itself, and by the hands of operators.
 * Immutable.
 */
final class Mishaps {
  /**
   * The place of all faults of a Redis: two of them do not overlap, or the one would undo what the
   * other is still to do.
   */
  static final String PLACE = "redis";

  /** One that every node has subscribed, and that is no room's. */
  private static final String CONTROL = "control:";

  private final Store store;
  private final Rooms rooms;
  private final Consumer<HistoryEvent> history;

  Mishaps(Store store, Rooms rooms, Consumer<HistoryEvent> history) {
    this.store = store;
    this.rooms = rooms;
    this.history = history;
  }

  static FaultKind kind(
      String name,
      int weight,
      int longestSeconds,
      Loss loss,
      Function<RandomGenerator, Fault> make) {
    return new FaultKind(name, PLACE, weight, Duration.ofSeconds(longestSeconds), loss, make);
  }

  /** What Redis does by itself, to everybody. */
  List<FaultKind> ofItself() {
    Supplier<List<Console>> all = store::primaries;
    return List.of(
        kind("subscriptions killed", 3, 0, Loss.NOTHING, random -> new DeafSubscribers(all)),
        kind(
            "pub/sub output overrun",
            2,
            2,
            Loss.NOTHING,
            random -> new OutputOverrun(all, CONTROL)),
        kind("scripts flushed", 2, 0, Loss.NOTHING, random -> new ForgottenScripts(all)),
        kind("Redis out of memory", 1, 2, Loss.NOTHING, random -> new OutOfMemory(all)),
        kind("Redis cannot save", 1, 2, Loss.NOTHING, random -> new DiskFull(all)));
  }

  /** What operators and other programs do. */
  List<FaultKind> byHand() {
    return List.of(
        kind("lines pushed by hand", 1, 0, Loss.NOTHING, this::pushed),
        kind("FLUSHALL", 1, 0, Loss.ANYTHING, random -> new Flushed(store::primaries)),
        kind("room deleted", 2, 0, Loss.ANYTHING, this::deleted),
        kind("end of a room cut", 2, 0, Loss.ANYTHING, random -> cut(random, true)),
        kind("front of a room cut", 1, 0, Loss.ANYTHING, random -> cut(random, false)));
  }

  private Fault pushed(RandomGenerator random) {
    String room = rooms.pick(random);
    List<String> lines =
        List.of("by hand " + random.nextLong(), "{\"seq\":" + random.nextInt(1000));
    return new PushedByHand(() -> store.console(room), room, lines, history);
  }

  private Fault deleted(RandomGenerator random) {
    String room = rooms.pick(random);
    return new DeletedRoom(() -> store.console(room), room);
  }

  private Fault cut(RandomGenerator random, boolean atEnd) {
    String room = rooms.pick(random);
    return new CutByHand(() -> store.console(room), room, atEnd, 1 + random.nextInt(30));
  }
}
