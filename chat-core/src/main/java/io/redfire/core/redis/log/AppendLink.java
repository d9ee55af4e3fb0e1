package io.redfire.core.redis.log;

import io.redfire.core.log.AckLevel;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The way of one writer to one server: a connection, opened when it is needed, and what is known of
 * the server. For the writer's thread.
 *
 * <p>A round is {@link #send}, {@link #answers} and {@link #replicas}, in that order; each of them
 * fails with a {@link redis.clients.jedis.exceptions.JedisException} where the connection does, and
 * then {@link #lost} is to be called.
 */
final class AppendLink {
  /** How long replicas may take to have a round of appends. */
  static final Duration REPLICAS_PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(AppendLink.class);

  private final RedisConnections connections;
  private final Endpoint server;
  private final Pause pause = new Pause();
  private @Nullable Connection connection;
  private Durability durability = new Durability();
  private AckLevel level = AckLevel.ACCEPTED;
  private boolean scriptsKnown;
  private boolean waits;
  private long usedAt = System.nanoTime();

  AppendLink(RedisConnections connections, Endpoint server) {
    this.connections = connections;
    this.server = server;
  }

  /** Whether it may be tried now: after a failure it rests for a while. */
  boolean isReady() {
    return pause.isOver();
  }

  boolean isUnusedFor(Duration time) {
    return System.nanoTime() - usedAt > time.toNanos();
  }

  /**
   * Sends the calls together and, where replicas are waited for, one WAIT behind them all. It must
   * be on this connection: on another one it would not know what to wait for, and say so at once.
   */
  void send(List<AppendCall> calls) {
    usedAt = System.nanoTime();
    Connection open = connection();
    level = durability.level(open);
    int replicas = 0;
    for (AppendCall call : calls) {
      call.sendOn(open, !scriptsKnown);
      replicas = Math.max(replicas, call.replicas());
    }
    waits = replicas > 0;
    if (waits) {
      open.sendCommand(
          new CommandArguments(Command.WAIT).add(replicas).add(REPLICAS_PATIENCE.toMillis()));
    }
    scriptsKnown = true;
  }

  /** What the calls answered, in their order; a refusal is a {@link JedisDataException} there. */
  List<Object> answers(List<AppendCall> calls) {
    Connection open = connection();
    int expected = calls.stream().mapToInt(AppendCall::replies).sum();
    List<Object> replies = open.getMany(expected);
    pause.reset();
    int[] at = {0};
    return calls.stream()
        .map(
            call -> {
              at[0] += call.replies();
              return replies.get(at[0] - 1);
            })
        .toList();
  }

  /** How many replicas have what was sent; 0 where nobody asked. */
  int replicas() {
    if (!waits) {
      return 0;
    }
    waits = false;
    Object reply = connection().getMany(1).get(0);
    if (reply instanceof JedisDataException refused) {
      LOG.warn("Redis does not tell what its replicas have: {}", refused.toString());
      return 0;
    }
    return Math.toIntExact((Long) reply);
  }

  /** How safe what was sent is without replicas. */
  AckLevel level() {
    return level;
  }

  /** Has the scripts sent in full the next time. */
  void forgetScripts() {
    scriptsKnown = false;
  }

  /** Gives the connection up and rests. */
  void lost() {
    disconnect();
    pause.lengthen();
  }

  /** As {@link #lost}, once for a round however many of its calls say so. */
  void leave() {
    if (connection != null) {
      lost();
    }
  }

  void disconnect() {
    Connection open = connection;
    connection = null;
    waits = false;
    if (open != null) {
      try {
        // A close in peace would first send what is still in the buffer, and fail.
        open.forceDisconnect();
      } catch (IOException e) {
        LOG.debug("The connection did not end cleanly: {}", e.toString());
      }
    }
  }

  private Connection connection() {
    Connection open = connection;
    if (open == null) {
      open = connections.open(server, "redfire-append");
      connection = open;
      durability = new Durability();
      scriptsKnown = false;
    }
    return open;
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
