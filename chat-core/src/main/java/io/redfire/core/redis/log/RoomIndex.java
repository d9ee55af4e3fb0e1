package io.redfire.core.redis.log;

import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;

/**
 * The names of the rooms in use, a sorted set in the order of their bytes. Thread-safe.
 *
 * <p>It only helps to find rooms: a room is its list, whether it stands here or not. Rooms whose
 * names follow from those of their users are never here: they are nobody else's to find.
 */
final class RoomIndex {
  private RoomIndex() {}

  static void add(UnifiedJedis redis, RedisKeys keys, RoomName room) {
    if (room.users().isEmpty()) {
      redis.zadd(keys.rooms(), 0, bytes(room), ZAddParams.zAddParams().nx());
    }
  }

  static List<RoomName> list(
      UnifiedJedis redis, RedisKeys keys, Optional<RoomName> after, int limit) {
    byte[] from = after.map(room -> bytes("(" + room)).orElse(bytes("-"));
    return names(
        redis.zrange(
            keys.rooms(), ZRangeParams.zrangeByLexParams(from, bytes("+")).limit(0, limit)));
  }

  static List<RoomName> listFrom(UnifiedJedis redis, RedisKeys keys, long place, int limit) {
    return names(redis.zrange(keys.rooms(), place, place + limit - 1));
  }

  private static List<RoomName> names(List<byte[]> names) {
    return names.stream()
        .map(name -> new RoomName(new String(name, StandardCharsets.UTF_8)))
        .toList();
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
