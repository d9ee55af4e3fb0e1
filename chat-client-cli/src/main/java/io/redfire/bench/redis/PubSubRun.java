package io.redfire.bench.redis;

import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One measurement of PUBLISH to SUBSCRIBE, each on a connection of its own. For one thread.
 *
 * <p>The publisher does not wait for Redis' answers, as nothing in a server would: a message's way
 * counts from the moment at which it was due.
 */
final class PubSubRun {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SMALLEST = 2 * Long.BYTES;

  private final RedisConnections redis;
  private final byte[] channel;
  private final RedisBenchPlan plan;

  PubSubRun(RedisConnections redis, RedisKeys keys, RedisBenchPlan plan) {
    this.redis = redis;
    // No room can have this name.
    this.channel = (keys.prefix() + "bench:" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    this.plan = plan;
  }

  PubSubResult run() throws InterruptedException {
    Window window = Window.fromNow(plan.warmUp(), plan.duration());
    Semaphore room = new Semaphore(plan.rate() > 0 ? Integer.MAX_VALUE / 2 : plan.outstanding());
    Ear ear = new Ear(window, room);
    try (Connection subscription = redis.openSubscriber("redfire-bench", Duration.ZERO);
        Connection publisher = redis.open("redfire-bench")) {
      // Answered, so that Redis can say what it does not let this user do.
      publisher.executeCommand(new CommandArguments(Command.PUBLISH).add(channel).add(""));
      Thread reader = new Thread(() -> listen(ear, subscription), "bench-subscriber");
      reader.setDaemon(true);
      reader.start();
      if (!ear.listening().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new JedisException("the subscription was not confirmed");
      }
      publisher.sendCommand(Command.CLIENT, "REPLY", "OFF");
      long published =
          plan.rate() > 0 ? atRate(publisher, window) : asDelivered(publisher, window, room);
      long giveUp = System.nanoTime() + PATIENCE.toNanos();
      while (ear.heard() < published && reader.isAlive() && System.nanoTime() - giveUp < 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      end(ear, reader);
      return ear.result(published);
    }
  }

  private void listen(Ear ear, Connection subscription) {
    try {
      ear.proceed(subscription, channel);
    } catch (JedisException cut) {
      // What was not heard is counted as lost.
    }
  }

  private static void end(Ear ear, Thread reader) throws InterruptedException {
    try {
      ear.unsubscribe();
    } catch (JedisException cut) {
      // It has ended.
    }
    reader.join(PATIENCE.toMillis());
  }

  /** Publishes whatever is due; how many in all. */
  private long atRate(Connection publisher, Window window) {
    double gap = 1e9 / plan.rate();
    long begin = System.nanoTime();
    for (long number = 0; ; ) {
      long now = System.nanoTime();
      if (window.isOver(now)) {
        return number;
      }
      long due = begin + (long) (number * gap);
      for (; due - now <= 0; due = begin + (long) (number * gap)) {
        publish(publisher, number++, due);
      }
      flush(publisher);
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  /** Publishes whenever fewer than the allowed number are under way; how many in all. */
  private long asDelivered(Connection publisher, Window window, Semaphore room)
      throws InterruptedException {
    for (long number = 0; ; number++) {
      if (!room.tryAcquire()) {
        flush(publisher);
        if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return number;
        }
      }
      long now = System.nanoTime();
      if (window.isOver(now)) {
        flush(publisher);
        return number;
      }
      publish(publisher, number, now);
    }
  }

  private void publish(Connection publisher, long number, long due) {
    byte[] message = new byte[Math.max(SMALLEST, plan.size())];
    ByteBuffer.wrap(message).putLong(number).putLong(due);
    publisher.sendCommand(Command.PUBLISH, channel, message);
  }

  private static void flush(Connection publisher) {
    var none = publisher.getMany(0);
    assert none.isEmpty();
  }
}
