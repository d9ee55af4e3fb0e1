package io.redfire.faults.store;

import static io.redfire.faults.disturb.FaultKind.harmless;
import static io.redfire.faults.disturb.FaultKind.lossy;

import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.workload.Rooms;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** One Redis that syncs its append-only file always. */
public final class StandaloneStore implements Store {
  /** One that every node has subscribed, and that is no room's. */
  private static final String CONTROL = "control:";

  /**
   * Two faults of one Redis do not overlap, or the one would undo what the other is still to do.
   */
  private static final String PLACE = "redis";

  private final OwnRedis redis = TestRedis.own();

  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public String address() {
    return redis.address().toString();
  }

  @Override
  public Console console(String room) {
    return console();
  }

  private Console console() {
    return new Console(redis.connections());
  }

  @Override
  public List<FaultKind> faults(Rooms rooms) {
    Supplier<List<Console>> all = () -> List.of(console());
    return List.of(
        harmless("Redis killed", PLACE, 2, Duration.ofSeconds(3), random -> new KilledRedis(redis)),
        harmless(
            "subscriptions killed", PLACE, 4, Duration.ZERO, random -> new DeafSubscribers(all)),
        harmless(
            "pub/sub output overrun",
            PLACE,
            2,
            Duration.ofSeconds(2),
            random -> new OutputOverrun(all, CONTROL)),
        harmless("scripts flushed", PLACE, 2, Duration.ZERO, random -> new ForgottenScripts(all)),
        harmless(
            "Redis out of memory", PLACE, 1, Duration.ofSeconds(3), random -> new OutOfMemory(all)),
        harmless(
            "Redis takes no more clients",
            PLACE,
            1,
            Duration.ofSeconds(3),
            random -> new TooManyClients(redis.connections())),
        harmless("Redis cannot save", PLACE, 1, Duration.ofSeconds(3), random -> new DiskFull(all)),
        harmless(
            "lines pushed by hand",
            PLACE,
            1,
            Duration.ZERO,
            random ->
                new PushedByHand(
                    this::console,
                    rooms.pick(random),
                    List.of("by hand " + random.nextLong(), "{\"seq\":" + random.nextInt(1000)))),
        lossy("FLUSHALL", PLACE, 1, Duration.ZERO, random -> new Flushed(this::console)),
        lossy(
            "room deleted",
            PLACE,
            2,
            Duration.ZERO,
            random -> new DeletedRoom(this::console, rooms.pick(random))),
        lossy(
            "end of a room cut",
            PLACE,
            2,
            Duration.ZERO,
            random ->
                new CutByHand(this::console, rooms.pick(random), true, 1 + random.nextInt(30))),
        lossy(
            "front of a room cut",
            PLACE,
            1,
            Duration.ZERO,
            random ->
                new CutByHand(this::console, rooms.pick(random), false, 1 + random.nextInt(30))),
        lossy(
            "backup restored",
            PLACE,
            1,
            Duration.ofSeconds(4),
            random -> new RestoredBackup(this::console)));
  }

  @Override
  public void close() {
    redis.close();
  }
}
