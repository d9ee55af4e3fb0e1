package io.redfire.core.redis.log;

import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection that carries the log's own append calls, with nothing between its caller and
 * Redis. For one thread.
 *
 * <p>It is there to measure what Redis takes at most, and to clean up after that. It is no log: it
 * tries nothing again, walks over no lines of other programs, and lists no room.
 */
public final class PipelinedAppends implements AutoCloseable {
  /** How many messages the log puts into one call at most. */
  public static final int LARGEST_CALL = AppendWriter.MAX_CALL;

  private static final Lane ANY_LANE = new Lane();

  private final Connection connection;
  private final RedisKeys keys;

  /**
   * Opens the connection and makes the script known.
   *
   * @throws LogException if Redis cannot be reached or refuses
   */
  public PipelinedAppends(RedisConnections connections, RedisKeys keys) {
    this.keys = keys;
    try {
      this.connection = connections.open("redfire-bench");
    } catch (JedisException e) {
      throw RedisFailure.exception(e);
    }
    execute(
        new CommandArguments(Command.SCRIPT).add("LOAD").add(Script.APPEND.source()), connection);
  }

  /**
   * Puts one call with these messages, all of that room, on its way. It leaves with the next {@link
   * #receive} at the latest.
   */
  public void send(RoomName room, List<NewMessage> messages) {
    List<PendingAppend> pending =
        messages.stream()
            .map(
                message ->
                    new PendingAppend(
                        message, ANY_LANE, 0, 0, 0, new CompletableFuture<>(), RedisObserver.NONE))
            .toList();
    try {
      new AppendCall(keys, 0, Bell.PUBLISH, room, List.of(pending), false)
          .sendOn(connection, false);
    } catch (JedisException e) {
      throw RedisFailure.exception(e);
    }
  }

  /**
   * Waits for the answers of the oldest calls.
   *
   * @return where the messages of each call stand
   * @throws LogException if one of the calls failed
   */
  public List<List<Position>> receive(int calls) {
    List<List<Position>> places = new ArrayList<>(calls);
    try {
      for (Object answer : connection.getMany(calls)) {
        if (answer instanceof JedisDataException refused) {
          throw refused;
        }
        places.add(
            AppendCall.read(answer)
                .orElseThrow(() -> RedisFailure.exception(Reason.NOT_A_LOG))
                .positions());
      }
    } catch (JedisException e) {
      throw RedisFailure.exception(e);
    }
    return places;
  }

  /**
   * Removes all that appends left of these rooms in Redis; only where none is under way.
   *
   * @param since when the first of their messages' ids was made, at the earliest
   */
  public void erase(Collection<RoomName> rooms, Instant since) {
    Instant now = Instant.now();
    for (RoomName room : rooms) {
      CommandArguments unlink =
          new CommandArguments(Command.UNLINK)
              .add(keys.logKey(room))
              .add(keys.head(room))
              .add(keys.marks(room));
      for (Instant at = since.minus(RedisKeys.BUCKET);
          at.isBefore(now.plus(RedisKeys.BUCKET));
          at = at.plus(RedisKeys.BUCKET)) {
        unlink.add(keys.ids(room, at));
      }
      execute(unlink, connection);
    }
  }

  private static void execute(CommandArguments command, Connection connection) {
    try {
      var unused = connection.executeCommand(command);
    } catch (JedisException e) {
      throw RedisFailure.exception(e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
