package io.redfire.core.redis.bus;

import static io.redfire.core.redis.bus.Channel.guard;
import static io.redfire.core.redis.bus.Channel.text;

import io.redfire.core.redis.Backoff;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * What is heard by sharded pub/sub from one server of a cluster: a connection on which the rooms
 * are subscribed that this server is thought to hold.
 *
 * <p>A thread of its own makes the connection, and makes it again, reads it and calls the
 * listeners. Any thread may call the methods; they block for moments only. The loop of Jedis is not
 * used: it ends when its last channel goes, gives up all rooms when the slot of one has moved, and
 * does not take the answer to a PING, without which a dead connection is silent for good.
 */
final class ShardLine {
  private static final Logger LOG = LoggerFactory.getLogger(ShardLine.class);
  private static final Duration MAX_SILENCE = Duration.ofSeconds(6);

  private final RedisConnections connections;
  private final Endpoint server;
  private final Owner owner;
  private final Channels channels = new Channels();
  private final Thread thread;

  /** Of the connection. Guarded by this, as all writes to the connection are. */
  private final Confirmations confirmations = new Confirmations();

  private volatile @Nullable Connection connection;
  private volatile boolean closing;

  /** Hears what becomes of the line, on its thread; no lock is held. */
  interface Owner {
    /** The connection is gone, or cannot be made; it is tried again. */
    void lost();

    /** The server does not hold these rooms any more; the line has let go of them. */
    void strayed(ShardLine line, List<Channel> rooms);
  }

  /** Makes the line and starts its thread. */
  ShardLine(RedisConnections connections, Endpoint server, Owner owner) {
    this.connections = connections;
    this.server = server;
    this.owner = owner;
    this.thread = new Thread(this::run, "bus-" + server);
    thread.setDaemon(true);
    thread.start();
  }

  /** Listens to a room, in place of an earlier channel of that name. */
  synchronized void add(Channel channel) {
    channels.put(channel);
    ask(channel);
  }

  /** Stops listening to a room, if that is what the line listens to under this name. */
  synchronized void remove(Channel channel) {
    if (channels.remove(channel)) {
      write(Command.SUNSUBSCRIBE, channel.all());
    }
  }

  boolean isEmpty() {
    return channels.isEmpty();
  }

  /** Has the server say something, since silence means that the connection is dead. */
  synchronized void ping() {
    write(Command.PING);
  }

  private void ask(Channel channel) {
    if (connection != null) {
      confirmations.expect(channel.name());
      write(Command.SSUBSCRIBE, channel.all());
    }
  }

  /** A write that fails says that the connection is gone, which the reading thread notices too. */
  private void write(Command command, byte[]... arguments) {
    Connection open = connection;
    if (open != null) {
      try {
        open.sendCommand(command, arguments);
        // Reading no answer is how Jedis lets others flush.
        var unused = open.getMany(0);
      } catch (JedisException gone) {
        LOG.debug("The subscription at {} is gone: {}", server, gone.toString());
      }
    }
  }

  private void run() {
    int failures = 0;
    while (!closing) {
      long since = System.nanoTime();
      try (Connection open = connections.openSubscriber(server, "redfire-bus", MAX_SILENCE)) {
        open.setTimeoutInfinite();
        listen(open);
      } catch (JedisException lost) {
        if (!closing) {
          LOG.warn("The subscription at {} was lost: {}", server, lost.toString());
        }
      } catch (RuntimeException bug) {
        // The thread must outlive it.
        LOG.error("The subscription at {} failed", server, bug);
      }
      failures = System.nanoTime() - since > MAX_SILENCE.toNanos() ? 1 : failures + 1;
      if (!closing) {
        owner.lost();
        try {
          Backoff.pause(failures);
        } catch (InterruptedException stopped) {
          return;
        }
      }
    }
  }

  private void listen(Connection open) {
    try {
      begin(open);
      while (!closing) {
        try {
          if (open.getUnflushedObject() instanceof List<?> told) {
            hear(told);
          }
        } catch (JedisMovedDataException moved) {
          moved(moved.getSlot());
        }
      }
    } finally {
      // First of all, since whoever holds the lock may be writing to a server that does not read.
      cut(open);
      synchronized (this) {
        connection = null;
      }
    }
  }

  private synchronized void begin(Connection open) {
    connection = open;
    confirmations.clear();
    channels.values().forEach(this::ask);
  }

  private void hear(List<?> told) {
    switch (text(bytes(told, 0))) {
      case "smessage" -> channels.heard(text(bytes(told, 1)), bytes(told, 2));
      case "ssubscribe" -> confirmed(text(bytes(told, 1)));
      case "sunsubscribe" -> unsubscribed(text(bytes(told, 1)));
      default -> LOG.trace("{} is there", server);
    }
  }

  private static byte[] bytes(List<?> told, int index) {
    return (byte[]) told.get(index);
  }

  private void confirmed(String name) {
    Channel channel;
    synchronized (this) {
      boolean isLast = confirmations.isLast(name);
      channel = channels.get(name);
      if (!isLast || channel == null) {
        return;
      }
    }
    if (!channel.confirmed.complete(null)) {
      guard(channel.listener::onRestored);
    }
  }

  /** Nobody asked for it where the room is listened to and nothing is to be confirmed. */
  private void unsubscribed(String name) {
    Channel channel;
    synchronized (this) {
      channel = confirmations.isExpected(name) ? null : channels.remove(name);
    }
    if (channel != null) {
      owner.strayed(this, List.of(channel));
    }
  }

  /** The answer to a command names no room, but all rooms of the slot have gone. */
  private void moved(int slot) {
    List<Channel> gone;
    synchronized (this) {
      Predicate<String> inSlot = name -> JedisClusterCRC16.getSlot(name) == slot;
      confirmations.forget(inSlot);
      gone = channels.values().stream().filter(channel -> inSlot.test(channel.name())).toList();
      gone.forEach(channels::remove);
    }
    owner.strayed(this, gone);
  }

  /** Ends the connection; the thread ends soon after. */
  void close() {
    closing = true;
    thread.interrupt();
    Connection open = connection;
    if (open != null) {
      cut(open);
    }
  }

  private static void cut(Connection connection) {
    try {
      connection.forceDisconnect();
    } catch (IOException e) {
      LOG.debug("The subscription did not end cleanly: {}", e.toString());
    }
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
