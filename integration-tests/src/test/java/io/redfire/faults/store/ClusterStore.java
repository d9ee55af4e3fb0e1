package io.redfire.faults.store;

import io.redfire.core.redis.RedisConnections;
import io.redfire.faults.disturb.Fault;
import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.workload.Rooms;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A cluster of three primaries with a replica each. */
public final class ClusterStore implements Store {
  private final ClusterRedis redis = ClusterRedis.start();

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String address() {
    return redis.seeds().stream()
        .map(Object::toString)
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  @Override
  public List<Console> primaries() {
    return redis.primaries().stream().map(ClusterStore::console).toList();
  }

  @Override
  public Console console(String room) {
    return console(redis.ownerOf(room));
  }

  private static Console console(RedisServer server) {
    return new Console(
        new RedisConnections(server.address(), Duration.ofSeconds(5), Duration.ofSeconds(10)));
  }

  @Override
  public int replicas() {
    return 1;
  }

  @Override
  public List<FaultKind> faults(Rooms rooms, Consumer<HistoryEvent> history) {
    Mishaps mishaps = new Mishaps(this, rooms, history);
    List<FaultKind> all = new ArrayList<>();
    all.addAll(mishaps.ofItself());
    all.addAll(mishaps.byHand());
    all.add(
        Mishaps.kind(
            "slot moved", 4, 2, Loss.NOTHING, random -> new MovedSlot(redis, rooms.pick(random))));
    all.add(
        Mishaps.kind("cluster failover", 2, 0, Loss.NOTHING, random -> failover(rooms, random)));
    all.add(
        Mishaps.kind("primary killed", 2, 3, Loss.UNREPLICATED, random -> killed(rooms, random)));
    all.add(
        Mishaps.kind("primary frozen", 1, 3, Loss.UNREPLICATED, random -> frozen(rooms, random)));
    return all;
  }

  private Fault failover(Rooms rooms, RandomGenerator random) {
    RedisServer primary = redis.ownerOf(rooms.pick(random));
    return new Away(() -> redis.failOver(primary), redis::awaitWell);
  }

  private Fault killed(Rooms rooms, RandomGenerator random) {
    String room = rooms.pick(random);
    RedisServer primary = redis.ownerOf(room);
    return new Away(() -> replaced(room, primary, primary::kill9), () -> back(primary::restart));
  }

  private Fault frozen(Rooms rooms, RandomGenerator random) {
    String room = rooms.pick(random);
    RedisServer primary = redis.ownerOf(room);
    return new Away(() -> replaced(room, primary, primary::pause), () -> back(primary::resume));
  }

  private void replaced(String room, RedisServer primary, Runnable leave) {
    leave.run();
    var unused = redis.awaitFailover(ClusterRedis.slotOf(room), primary);
  }

  /** The next fault may only come when all have all again, or what both have could be lost. */
  private void back(Runnable comeBack) {
    comeBack.run();
    redis.awaitWell();
  }

  @Override
  public void close() {
    redis.close();
  }
}
