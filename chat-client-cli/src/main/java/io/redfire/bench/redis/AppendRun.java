package io.redfire.bench.redis;

import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.PipelinedAppends;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** One measurement of the append script, on rooms of its own. For one thread. */
final class AppendRun {
  private final RedisConnections redis;
  private final RedisKeys keys;
  private final RedisBenchPlan plan;
  private final int batch;

  AppendRun(RedisConnections redis, RedisKeys keys, RedisBenchPlan plan, int batch) {
    this.redis = redis;
    this.keys = keys;
    this.plan = plan;
    this.batch = batch;
  }

  AppendResult run() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(plan.connections());
    List<PipelinedAppends> open = new ArrayList<>();
    try (OwnRooms rooms = OwnRooms.make(plan.rooms(), redis, keys)) {
      for (int i = 0; i < plan.connections(); i++) {
        open.add(new PipelinedAppends(redis, keys));
      }
      int calls = Math.max(1, plan.outstanding() / batch / plan.connections());
      String text = "x".repeat(plan.size());
      Window window = Window.fromNow(plan.warmUp(), plan.duration());
      List<Future<AppendConnection.Tally>> runs = new ArrayList<>();
      for (int i = 0; i < plan.connections(); i++) {
        List<RoomName> share = rooms.share(i, plan.connections());
        runs.add(
            threads.submit(new AppendConnection(open.get(i), share, calls, batch, text, window)));
      }
      return sum(runs, window, calls * batch * plan.connections());
    } finally {
      threads.shutdownNow();
      open.forEach(PipelinedAppends::close);
    }
  }

  private AppendResult sum(
      List<Future<AppendConnection.Tally>> runs, Window window, int outstanding)
      throws InterruptedException {
    long messages = 0;
    long misplaced = 0;
    Histogram latencies = new Histogram(3);
    for (Future<AppendConnection.Tally> run : runs) {
      AppendConnection.Tally tally = tally(run);
      messages += tally.messages();
      misplaced += tally.misplaced();
      latencies.add(tally.latencies());
    }
    return new AppendResult(batch, outstanding, messages, misplaced, window.seconds(), latencies);
  }

  private static AppendConnection.Tally tally(Future<AppendConnection.Tally> run)
      throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
