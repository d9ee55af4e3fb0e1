package io.redfire.core.redis.bus;

import static io.redfire.core.redis.bus.Channel.guard;
import static io.redfire.core.redis.bus.Channel.text;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Backoff;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The doorbell of all rooms: Redis pub/sub on one connection. What is published anywhere in a
 * cluster is heard there too, but nodes ring differently in a cluster: {@link #open} knows.
 *
 * <p>One thread reads the subscription and calls the listeners. Any thread may subscribe; writes to
 * the connection go through {@link #wire}, since Jedis does not keep two writers apart. A channel
 * of our own stays subscribed throughout: when the last channel goes, Jedis ends its loop and takes
 * later subscriptions without ever sending them.
 *
 * <p>A room's signals have a channel of their own beside the room's, subscribed by the same
 * command, so that whoever else subscribes to the room never sees them.
 *
 * <p>The connection is pinged, and given up when it stays silent. Then a new one is opened, all
 * rooms are subscribed on it, and each listener hears {@link MessageBus.Listener#onRestored} once
 * its own subscription is confirmed: from then on nothing is missed, and what was missed is in the
 * log.
 */
public final class RedisMessageBus implements MessageBus {
  private static final Logger LOG = LoggerFactory.getLogger(RedisMessageBus.class);
  private static final Duration PING_EVERY = Duration.ofSeconds(2);
  private static final Duration MAX_SILENCE = Duration.ofSeconds(6);

  private final RedisConnections connections;
  private final RedisServers servers;
  private final RedisKeys keys;
  private final boolean hearsSignals;
  private final SignalSender signals;
  private final Channels channels = new Channels();
  private final Object wire = new Object();

  /** Of the connection. Guarded by {@link #wire}. */
  private final Confirmations confirmations = new Confirmations();

  private final Thread thread;
  private final ScheduledExecutorService pinger =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "bus-ping"));
  private @Nullable Subscription subscription;
  private volatile @Nullable Connection connection;
  private volatile @Nullable Endpoint post;
  private volatile boolean closing;

  /**
   * Starts listening in the way in which nodes ring at that Redis.
   *
   * @throws redis.clients.jedis.exceptions.JedisException as the constructor
   */
  public static MessageBus open(RedisConnections connections, RedisKeys keys) {
    return switch (Bell.of(connections.address())) {
      case PUBLISH -> new RedisMessageBus(connections, keys);
      case SPUBLISH -> new ClusterMessageBus(connections, keys);
    };
  }

  /**
   * Starts listening; the connection is made, and made again, in the background.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public RedisMessageBus(RedisConnections connections, RedisKeys keys) {
    this(connections, keys, true);
  }

  private RedisMessageBus(RedisConnections connections, RedisKeys keys, boolean hearsSignals) {
    this.connections = connections;
    this.servers = connections.servers("redfire-bus", 1);
    this.keys = keys;
    this.hearsSignals = hearsSignals;
    this.signals = new SignalSender(servers, Bell.PUBLISH);
    this.thread = daemon(this::run, "bus");
    thread.start();
    var unused =
        pinger.scheduleWithFixedDelay(
            this::ping, PING_EVERY.toMillis(), PING_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As the constructor, for lines only: signals are heard elsewhere. */
  static RedisMessageBus ofLines(RedisConnections connections, RedisKeys keys) {
    return new RedisMessageBus(connections, keys, false);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public CompletableFuture<Void> subscribe(RoomName room, Listener listener) {
    byte[] beside = hearsSignals ? keys.signals(room) : null;
    Channel channel = new Channel(keys.channel(room), beside, listener);
    synchronized (wire) {
      channels.put(channel);
      send(channel);
    }
    return channel.confirmed;
  }

  @Override
  public void unsubscribe(RoomName room) {
    byte[] name = keys.channel(room);
    synchronized (wire) {
      Channel channel = channels.remove(text(name));
      Subscription open = subscription;
      if (channel != null && open != null) {
        attempt(() -> open.unsubscribe(channel.all()));
      }
    }
  }

  @Override
  public void signal(RoomName room, byte[] signal) {
    signals.send(keys.signals(room), signal);
  }

  private void send(Channel channel) {
    Subscription open = subscription;
    if (open != null) {
      confirmations.expect(channel.name());
      attempt(() -> open.subscribe(channel.all()));
    }
  }

  private void ping() {
    Endpoint at = post;
    if (at != null && !servers.isListeningPost(at)) {
      LOG.warn("{} is no place to listen any more", at);
      disconnect();
      return;
    }
    synchronized (wire) {
      Subscription open = subscription;
      if (open != null) {
        attempt(open::ping);
      }
    }
  }

  /** A write that fails says that the connection is gone, which the reading thread notices too. */
  private static void attempt(Runnable write) {
    try {
      write.run();
    } catch (JedisException gone) {
      LOG.debug("The subscription is gone: {}", gone.toString());
    }
  }

  private void run() {
    int failures = 0;
    while (!closing) {
      try (Connection open = open()) {
        connection = open;
        long since = System.nanoTime();
        try {
          new Subscription().proceed(open, keys.control());
        } finally {
          // A connection that stood is no failure; one that is refused at once is.
          failures = System.nanoTime() - since > PING_EVERY.toNanos() ? 0 : failures;
        }
      } catch (JedisException lost) {
        if (!closing) {
          LOG.warn("The subscription to Redis was lost: {}", lost.toString());
          servers.lookAgain();
        }
      } finally {
        post = null;
        synchronized (wire) {
          subscription = null;
        }
      }
      try {
        if (!closing) {
          Backoff.pause(++failures);
        }
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private Connection open() {
    Endpoint at = servers.listeningPost();
    Connection open = connections.openSubscriber(at, "redfire-bus", MAX_SILENCE);
    post = at;
    return open;
  }

  private void opened(Subscription opened) {
    synchronized (wire) {
      subscription = opened;
      confirmations.clear();
      channels.values().forEach(this::send);
    }
  }

  private void confirmed(byte[] name) {
    Channel channel;
    synchronized (wire) {
      boolean isLast = confirmations.isLast(text(name));
      channel = channels.get(text(name));
      if (!isLast || channel == null) {
        return;
      }
    }
    if (!channel.confirmed.complete(null)) {
      guard(channel.listener::onRestored);
    }
  }

  @Override
  public void close() {
    closing = true;
    pinger.shutdownNow();
    thread.interrupt();
    disconnect();
    signals.close();
    servers.close();
  }

  private void disconnect() {
    Connection open = connection;
    if (open != null) {
      try {
        open.forceDisconnect();
      } catch (java.io.IOException e) {
        LOG.debug("The subscription did not end cleanly: {}", e.toString());
      }
    }
  }

  /** What the reading thread hears on one connection. */
  private final class Subscription extends BinaryJedisPubSub {
    @Override
    public void onSubscribe(byte[] name, int count) {
      if (Arrays.equals(name, keys.control())) {
        opened(this);
      } else {
        confirmed(name);
      }
    }

    @Override
    public void onMessage(byte[] name, byte[] published) {
      channels.heard(text(name), published);
    }
  }
}
