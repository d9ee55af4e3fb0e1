package io.redfire.faults.store;

import io.redfire.faults.disturb.FaultKind;
import io.redfire.faults.disturb.Loss;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.workload.Rooms;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.HostAndPort;

/** One Redis that syncs its append-only file always. */
public final class StandaloneStore implements Store {
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
  public Optional<HostAndPort> server() {
    return Optional.of(redis.server().hostAndPort());
  }

  @Override
  public List<Console> primaries() {
    return List.of(console());
  }

  @Override
  public Console console(String room) {
    return console();
  }

  private Console console() {
    return new Console(redis.connections());
  }

  @Override
  public int replicas() {
    return 0;
  }

  @Override
  public List<FaultKind> faults(Rooms rooms, Consumer<HistoryEvent> history) {
    Mishaps mishaps = new Mishaps(this, rooms, history);
    List<FaultKind> all = new ArrayList<>();
    all.addAll(mishaps.ofItself());
    all.addAll(mishaps.byHand());
    all.add(
        Mishaps.kind(
            "Redis killed", 2, 3, Loss.NOTHING, random -> new Away(redis::kill9, redis::restart)));
    all.add(
        Mishaps.kind(
            "Redis frozen",
            1,
            4,
            Loss.NOTHING,
            random -> new Away(redis.server()::pause, redis.server()::resume)));
    all.add(
        Mishaps.kind(
            "Redis takes no more clients",
            1,
            2,
            Loss.NOTHING,
            random -> new TooManyClients(redis.connections())));
    all.add(
        Mishaps.kind(
            "backup restored", 1, 4, Loss.ANYTHING, random -> new RestoredBackup(this::console)));
    return all;
  }

  @Override
  public void close() {
    redis.close();
  }
}
