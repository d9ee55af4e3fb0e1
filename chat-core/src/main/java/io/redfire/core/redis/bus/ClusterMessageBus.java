package io.redfire.core.redis.bus;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import java.util.concurrent.CompletableFuture;

/**
 * The doorbell of all rooms on a cluster: two, of which nodes ring the one and other programs the
 * other. Thread-safe.
 *
 * <p>A node rings by sharded pub/sub, at the servers of a room's slot, and sends signals there
 * only. What comes by plain pub/sub is of other programs, or of a node that appended to a slot on
 * its way to another server. A text that another program rings with at both is one text: it counts
 * where it is published plainly.
 */
final class ClusterMessageBus implements MessageBus {
  private final MessageBus plain;
  private final MessageBus sharded;

  /**
   * Starts listening; connections are made, and made again, in the background.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if none of the servers named tells where
   *     the others are
   */
  ClusterMessageBus(RedisConnections connections, RedisKeys keys) {
    sharded = new ShardedMessageBus(connections, keys);
    try {
      plain = RedisMessageBus.ofLines(connections, keys);
    } catch (RuntimeException e) {
      sharded.close();
      throw e;
    }
  }

  @Override
  public synchronized CompletableFuture<Void> subscribe(RoomName room, Listener listener) {
    return CompletableFuture.allOf(
        plain.subscribe(room, listener), sharded.subscribe(room, new LogOnly(listener)));
  }

  @Override
  public synchronized void unsubscribe(RoomName room) {
    plain.unsubscribe(room);
    sharded.unsubscribe(room);
  }

  @Override
  public void signal(RoomName room, byte[] signal) {
    sharded.signal(room, signal);
  }

  @Override
  public void close() {
    plain.close();
    sharded.close();
  }

  /** Passes on lines of the log. */
  private record LogOnly(Listener listener) implements Listener {
    @Override
    public void onLine(byte[] line) {
      if (EntryCodec.claim(line).isPresent()) {
        listener.onLine(line);
      }
    }

    @Override
    public void onRestored() {
      listener.onRestored();
    }

    @Override
    public void onSignal(byte[] signal) {
      listener.onSignal(signal);
    }
  }
}
