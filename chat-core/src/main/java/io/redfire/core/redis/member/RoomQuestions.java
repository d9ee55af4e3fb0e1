package io.redfire.core.redis.member;

import io.redfire.core.log.LogException;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.ScriptReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks one question about many rooms: those that one server holds in one pipeline, and a room for
 * which that does not work, by itself. Thread-safe; blocks the caller.
 */
final class RoomQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(RoomQuestions.class);

  /** Rooms in one pipeline, at most: its answers are in memory together. */
  private static final int TOGETHER = 128;

  private final RedisServers servers;
  private final RedisKeys keys;
  private final ScriptReader reader;

  RoomQuestions(RedisServers servers, RedisKeys keys, ScriptReader reader) {
    this.servers = servers;
    this.keys = keys;
    this.reader = reader;
  }

  /**
   * The answers, of the rooms that could be asked.
   *
   * @param many asks as one of many; an empty answer, or one that cannot be had, is asked for alone
   * @param alone asks about one room and has patience
   * @throws LogException where there are rooms and none of them could be asked
   */
  <T> Map<RoomName, T> ask(
      Collection<RoomName> rooms,
      BiFunction<Pipeline, RoomName, Supplier<Optional<T>>> many,
      Function<RoomName, T> alone) {
    return ask(rooms, keys::logKey, many, alone);
  }

  /**
   * As the other one, about what else there is.
   *
   * @param key a key that is where the answer is
   */
  <K, T> Map<K, T> ask(
      Collection<K> rooms,
      Function<K, byte[]> key,
      BiFunction<Pipeline, K, Supplier<Optional<T>>> many,
      Function<K, T> alone) {
    Map<K, T> found = new LinkedHashMap<>();
    Map<Endpoint, List<K>> held =
        reader.ask(
            redis ->
                rooms.stream()
                    .distinct()
                    .collect(Collectors.groupingBy(room -> servers.holderOf(key.apply(room)))));
    List<LogException> failures = new ArrayList<>();
    held.forEach(
        (server, itsRooms) -> {
          boolean answers = true;
          for (int from = 0; answers && from < itsRooms.size(); from += TOGETHER) {
            int to = Math.min(from + TOGETHER, itsRooms.size());
            answers = ask(server, itsRooms.subList(from, to), many, alone, found, failures);
          }
        });
    if (found.isEmpty() && !failures.isEmpty()) {
      throw failures.get(0);
    }
    return found;
  }

  /** False where the server does not answer, and need not be asked about the rooms after these. */
  private <K, T> boolean ask(
      Endpoint server,
      List<K> rooms,
      BiFunction<Pipeline, K, Supplier<Optional<T>>> many,
      Function<K, T> alone,
      Map<K, T> found,
      List<LogException> failures) {
    Map<K, Supplier<Optional<T>>> coming = new LinkedHashMap<>();
    boolean isUp = true;
    try (Connection connection = servers.borrow(server);
        Pipeline pipeline = new Pipeline(connection, false)) {
      rooms.forEach(room -> coming.put(room, many.apply(pipeline, room)));
    } catch (JedisException silent) {
      LOG.warn("{} cannot be asked about {} rooms: {}", server, rooms.size(), silent.toString());
      servers.lookAgain();
      isUp = false;
    }
    for (K room : rooms) {
      Optional<T> answer = isUp ? take(room, coming) : Optional.empty();
      try {
        found.put(room, answer.isPresent() ? answer.get() : alone.apply(room));
      } catch (LogException failure) {
        LOG.warn("{} cannot be asked about: {}", room, failure.getMessage());
        failures.add(failure);
        if (failure.mayPass()) {
          return false;
        }
      }
    }
    return true;
  }

  private static <K, T> Optional<T> take(K room, Map<K, Supplier<Optional<T>>> coming) {
    try {
      Supplier<Optional<T>> answer = coming.get(room);
      return answer == null ? Optional.empty() : answer.get();
    } catch (JedisException failure) {
      LOG.debug("{} is asked about by itself: {}", room, failure.toString());
      return Optional.empty();
    }
  }
}
