package io.redfire.core.redis.bus;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Backoff;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The doorbell that nodes ring on a cluster: sharded pub/sub, each room subscribed at the server
 * that holds its slot. Thread-safe.
 *
 * <p>There is one {@link ShardLine} to each server that holds rooms which are listened to. A line
 * tells when its server lets go of rooms or does not answer; then, and every now and then in any
 * case, a thread of the bus looks which server holds what, and moves the rooms that are not in
 * their place. A line that is still the right one makes its connection again by itself. Either way
 * the listener hears {@link MessageBus.Listener#onRestored} once its room is confirmed anew: from
 * then on nothing is missed, and what was missed is in the log.
 *
 * <p>The lock is held while commands are written, never while a server is looked for or answers. A
 * line takes its own lock under it.
 */
final class ShardedMessageBus implements MessageBus {
  private static final Logger LOG = LoggerFactory.getLogger(ShardedMessageBus.class);
  private static final Duration PING_EVERY = Duration.ofSeconds(2);
  private static final Duration MOVE_EVERY = Duration.ofSeconds(2);

  /** Another server answers meanwhile, where the one that is asked who holds what is frozen. */
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(1);

  private final RedisConnections connections;
  private final RedisServers servers;
  private final RedisKeys keys;
  private final SignalSender signals;
  private final Owner owner = new Owner();
  private final ScheduledExecutorService pinger;
  private final ScheduledExecutorService mover;

  /** Guarded by this, as is all that follows. */
  private final Map<String, Channel> channels = new HashMap<>();

  private final Map<Channel, ShardLine> places = new HashMap<>();
  private final Map<Endpoint, ShardLine> lines = new HashMap<>();
  private boolean moveIsDue;
  private int moves;
  private boolean closing;

  /**
   * Starts listening; connections are made, and made again, in the background.
   *
   * @throws JedisException if none of the servers named tells where the others are
   */
  ShardedMessageBus(RedisConnections connections, RedisKeys keys) {
    this.connections = connections;
    this.servers = connections.within(LOOK_PATIENCE).servers("redfire-bus", 1);
    this.keys = keys;
    this.signals = new SignalSender(servers, Bell.SPUBLISH);
    this.pinger = every(PING_EVERY, "bus-shards-ping", this::ping);
    this.mover = every(MOVE_EVERY, "bus-shards-move", this::moveAsUsual);
  }

  private static ScheduledExecutorService every(Duration time, String name, Runnable task) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, name);
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        executor.scheduleWithFixedDelay(
            task, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    return executor;
  }

  @Override
  public synchronized CompletableFuture<Void> subscribe(RoomName room, Listener listener) {
    unsubscribe(room);
    Channel channel = new Channel(keys.channel(room), keys.signals(room), listener);
    channels.put(channel.name(), channel);
    if (!closing) {
      place(channel);
    }
    return channel.confirmed;
  }

  @Override
  public synchronized void unsubscribe(RoomName room) {
    Channel channel = channels.remove(keys.log(room));
    ShardLine at = channel == null ? null : places.remove(channel);
    if (channel != null && at != null) {
      at.remove(channel);
    }
  }

  @Override
  public void signal(RoomName room, byte[] signal) {
    signals.send(keys.signals(room), signal);
  }

  /** Has a room subscribed where its slot is, as far as is known. */
  private void place(Channel channel) {
    Optional<Endpoint> holder = holder(channel);
    if (holder.isEmpty()) {
      moveSoon();
      return;
    }
    ShardLine line = lines.computeIfAbsent(holder.get(), this::line);
    ShardLine at = places.put(channel, line);
    if (at != line) {
      if (at != null) {
        at.remove(channel);
      }
      line.add(channel);
    }
  }

  private Optional<Endpoint> holder(Channel channel) {
    try {
      return Optional.of(servers.holderOf(channel.key));
    } catch (JedisException nobody) {
      LOG.debug("{} has no place now: {}", channel.name(), nobody.toString());
      return Optional.empty();
    }
  }

  private ShardLine line(Endpoint server) {
    return new ShardLine(connections, server, owner);
  }

  private synchronized void strayed(ShardLine from, List<Channel> rooms) {
    rooms.forEach(room -> places.remove(room, from));
    moveSoon();
  }

  /** At once the first time, and then less and less often, until the next usual round. */
  private synchronized void moveSoon() {
    if (!closing && !moveIsDue) {
      moveIsDue = true;
      moves++;
      var unused =
          mover.schedule(
              () -> {
                synchronized (this) {
                  moveIsDue = false;
                }
                move();
              },
              Backoff.millis(moves),
              TimeUnit.MILLISECONDS);
    }
  }

  private void moveAsUsual() {
    synchronized (this) {
      moves = 0;
    }
    move();
  }

  private void move() {
    try {
      servers.lookAgain();
      synchronized (this) {
        if (!closing) {
          channels.values().forEach(this::place);
          lines.values().removeIf(ShardedMessageBus::endUnused);
        }
      }
    } catch (RuntimeException bug) {
      // The rounds must outlive it.
      LOG.error("Rooms were not moved", bug);
    }
  }

  private static boolean endUnused(ShardLine line) {
    if (line.isEmpty()) {
      line.close();
      return true;
    }
    return false;
  }

  private void ping() {
    List<ShardLine> all;
    synchronized (this) {
      all = List.copyOf(lines.values());
    }
    all.forEach(ShardLine::ping);
  }

  @Override
  public void close() {
    List<ShardLine> all;
    synchronized (this) {
      closing = true;
      all = List.copyOf(lines.values());
    }
    pinger.shutdownNow();
    mover.shutdownNow();
    all.forEach(ShardLine::close);
    signals.close();
    servers.close();
  }

  /** What the lines tell. */
  private final class Owner implements ShardLine.Owner {
    @Override
    public void lost() {
      moveSoon();
    }

    @Override
    public void strayed(ShardLine line, List<Channel> rooms) {
      LOG.info("{} let go of {} rooms", line, rooms.size());
      ShardedMessageBus.this.strayed(line, rooms);
    }
  }
}
