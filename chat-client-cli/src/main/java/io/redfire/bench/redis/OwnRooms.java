package io.redfire.bench.redis;

import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.PipelinedAppends;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Rooms with new random names, which leave nothing in Redis when they are closed or when the
 * program is ended by Ctrl-C. {@link #close} may be called from any thread; only the first counts.
 */
final class OwnRooms implements AutoCloseable {
  private final RedisConnections redis;
  private final RedisKeys keys;
  private final List<RoomName> rooms;
  private final Instant since = Instant.now();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread atExit = new Thread(this::erase);

  private OwnRooms(RedisConnections redis, RedisKeys keys, List<RoomName> rooms) {
    this.redis = redis;
    this.keys = keys;
    this.rooms = rooms;
  }

  static OwnRooms make(int count, RedisConnections redis, RedisKeys keys) {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    String name = "bench-" + HexFormat.of().formatHex(random) + "-";
    OwnRooms made =
        new OwnRooms(
            redis, keys, IntStream.range(0, count).mapToObj(i -> new RoomName(name + i)).toList());
    Runtime.getRuntime().addShutdownHook(made.atExit);
    return made;
  }

  /** Every so manieth room. */
  List<RoomName> share(int index, int of) {
    return IntStream.iterate(index, i -> i < rooms.size(), i -> i + of)
        .mapToObj(rooms::get)
        .toList();
  }

  @Override
  public void close() {
    erase();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyEnding) {
      // Then the hook has run or runs, and finds nothing left to do.
    }
  }

  private void erase() {
    if (closed.getAndSet(true)) {
      return;
    }
    try (PipelinedAppends connection = new PipelinedAppends(redis, keys)) {
      connection.erase(rooms, since);
    } catch (LogException gone) {
      // Whoever measures has been told already that Redis does not answer.
    }
  }
}
