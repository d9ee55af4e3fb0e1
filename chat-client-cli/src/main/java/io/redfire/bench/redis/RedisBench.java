package io.redfire.bench.redis;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Measures one Redis. For one thread. */
public final class RedisBench {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final RedisPlace place;
  private final RedisBenchPlan plan;
  private final Consumer<String> progress;

  /**
   * Makes a bench.
   *
   * @param progress is told in one line what goes on
   */
  public RedisBench(RedisPlace place, RedisBenchPlan plan, Consumer<String> progress) {
    this.place = place;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Makes all measurements of the plan, one after the other, and removes what they left in Redis.
   *
   * @throws RedisBenchFailure if Redis does not answer or refuses
   */
  public RedisBenchReport run() throws InterruptedException {
    RedisConnections redis =
        new RedisConnections(place.address(), Optional.empty(), place.trust(), CONNECT, ANSWER);
    RedisKeys keys = new RedisKeys(place.prefix());
    List<AppendResult> appends = new ArrayList<>();
    Optional<PubSubResult> pubSub = Optional.empty();
    try {
      for (RedisBenchPlan.Part part : plan.what()) {
        switch (part) {
          case APPENDS -> {
            for (int batch : plan.batches()) {
              progress.accept("appends, " + batch + " in a call, to " + place);
              appends.add(new AppendRun(redis, keys, plan, batch).run());
            }
          }
          case PUBSUB -> {
            progress.accept("publish and subscribe, at " + place);
            pubSub = Optional.of(new PubSubRun(redis, keys, plan).run());
          }
        }
      }
    } catch (LogException e) {
      throw new RedisBenchFailure(e.reason() == Reason.UNAVAILABLE, why(e), e);
    } catch (JedisException e) {
      throw new RedisBenchFailure(e instanceof JedisConnectionException, why(e), e);
    }
    return new RedisBenchReport(place.toString(), plan, appends, pubSub);
  }

  /** In Redis' own words where there are any: whoever measures a Redis knows it. */
  private String why(RuntimeException failure) {
    Throwable cause = failure.getCause() instanceof JedisException jedis ? jedis : failure;
    return place + ": " + cause.getMessage();
  }
}
