package io.redfire.bench.redis;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.BinaryJedisPubSub;

/**
 * The subscriber: notes when each message comes, and whether it is the one that should.
 *
 * <p>Called by the thread that reads the subscription; its figures are for other threads once that
 * has ended.
 */
final class Ear extends BinaryJedisPubSub {
  private final Window window;
  private final Semaphore room;
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Histogram latencies = new Histogram(3);
  private long next;
  private long counted;
  private long missed;
  private long repeated;
  private volatile long heard;

  Ear(Window window, Semaphore room) {
    this.window = window;
    this.room = room;
  }

  @Override
  public void onSubscribe(byte[] channel, int channels) {
    listening.countDown();
  }

  @Override
  public void onMessage(byte[] channel, byte[] message) {
    long now = System.nanoTime();
    ByteBuffer numbers = ByteBuffer.wrap(message);
    long number = numbers.getLong();
    long due = numbers.getLong();
    if (number < next) {
      repeated++;
    } else {
      missed += number - next;
      next = number + 1;
    }
    if (window.holds(now)) {
      counted++;
      latencies.recordValue(Math.max(0, now - due));
    }
    heard = next;
    room.release();
  }

  CountDownLatch listening() {
    return listening;
  }

  /** One more than the number of the newest message that came; any thread. */
  long heard() {
    return heard;
  }

  PubSubResult result(long published) {
    return new PubSubResult(
        counted, missed + published - next, repeated, window.seconds(), latencies);
  }
}
