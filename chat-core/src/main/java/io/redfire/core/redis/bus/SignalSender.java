package io.redfire.core.redis.bus;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisServers;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Publishes signals, one after the other, as long as Redis takes them. Thread-safe; never blocks
 * its caller.
 *
 * <p>At most {@value #MOST_WAITING} wait; the oldest is dropped for a newer one, since the newest
 * is the one that counts. A thread is there only while there is something to send: a subscription
 * cannot publish, and whoever appends must not wait for what is not worth keeping.
 */
final class SignalSender implements AutoCloseable {
  static final int MOST_WAITING = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(SignalSender.class);
  private static final int THREAD_IDLE_SECONDS = 10;

  private final RedisServers servers;
  private final Command bell;
  private final ThreadPoolExecutor executor;

  /** Sends over a connection of these servers, which stay the caller's. */
  SignalSender(RedisServers servers, Bell bell) {
    this.servers = servers;
    this.bell = Command.valueOf(bell.name());
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            new ThreadFactoryBuilder().setNameFormat("bus-signals").setDaemon(true).build(),
            new ThreadPoolExecutor.DiscardOldestPolicy());
    executor.allowCoreThreadTimeOut(true);
  }

  /** Sends a signal soon, or never. */
  void send(byte[] channel, byte[] signal) {
    executor.execute(() -> publish(channel, signal));
  }

  private void publish(byte[] channel, byte[] signal) {
    try {
      // The channel as a key, so that it is sent to the servers of its slot on a cluster.
      var unused =
          servers.client().executeCommand(new CommandArguments(bell).key(channel).add(signal));
    } catch (RuntimeException lost) {
      LOG.debug("A signal was not sent: {}", lost.toString());
    }
  }

  /** How many wait. */
  int waiting() {
    return executor.getQueue().size();
  }

  /** Ends it; what waits is dropped. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
