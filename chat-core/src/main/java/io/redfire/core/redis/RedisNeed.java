package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.RoomName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that Redfire gives to Redis, so that a user's rights can be compared with it.
 * Immutable.
 *
 * @param words the command and its arguments, with keys of a room that nobody uses
 * @param without what is missing for a user who may not; empty if nothing works then
 */
public record RedisNeed(List<String> words, String without) {
  private static final RoomName ROOM = new RoomName("doctor");

  /**
   * All that a node does there.
   *
   * @param address tells whether it is a cluster, which takes some commands more
   * @param prefix what stands before every key and channel
   */
  public static List<RedisNeed> all(RedisAddress address, String prefix) {
    List<RedisNeed> all = new ArrayList<>(everywhere(prefix));
    if (Bell.of(address) == Bell.SPUBLISH) {
      String log = new RedisKeys(prefix).log(ROOM);
      all.add(need("SPUBLISH", log, ""));
      all.add(need("SSUBSCRIBE", log));
      all.add(need("SUNSUBSCRIBE", log));
    }
    return all;
  }

  private static List<RedisNeed> everywhere(String prefix) {
    RedisKeys keys = new RedisKeys(prefix);
    String log = keys.log(ROOM);
    String head = text(keys.head(ROOM));
    String marks = text(keys.marks(ROOM));
    String ids = text(keys.ids(ROOM, Instant.EPOCH));
    String rooms = text(keys.rooms());
    return List.of(
        need("EVAL", "", "4", log, head, marks, ids),
        need("EVALSHA", "", "4", log, head, marks, ids),
        need("LLEN", log),
        need("LINDEX", log, "0"),
        need("LRANGE", log, "0", "-1"),
        need("LSET", log, "0", ""),
        need("LTRIM", log, "0", "-1"),
        need("RPUSH", log, ""),
        need("HMGET", head, ""),
        need("HSET", head, "", ""),
        need("HGET", marks, ""),
        need("HLEN", marks),
        need("HSET", marks, "", ""),
        need("HDEL", marks, ""),
        need("EXISTS", marks),
        need("DEL", marks),
        need("HGET", ids, ""),
        need("HSET", ids, "", ""),
        need("PEXPIREAT", ids, "0"),
        need("ZADD", rooms, "NX", "0", ""),
        need("ZRANGE", rooms, "-", "+", "BYLEX"),
        need("PUBLISH", log, ""),
        need("SUBSCRIBE", log),
        need("SUBSCRIBE", text(keys.control())),
        need("UNSUBSCRIBE", log),
        need("PING"),
        need("CLIENT", "SETNAME", ""),
        new RedisNeed(
            List.of("CONFIG", "GET", "appendfsync"),
            "messages are acknowledged as ACCEPTED even where they are on disk"),
        new RedisNeed(List.of("WAIT", "1", "0"), "no message can be acknowledged as REPLICATED"));
  }

  /** The command as a person would name it. */
  public String shown() {
    return words.get(0)
        + (List.of("CONFIG", "CLIENT").contains(words.get(0)) ? " " + words.get(1) : "");
  }

  private static RedisNeed need(String... words) {
    return new RedisNeed(List.of(words), "");
  }

  private static String text(byte[] name) {
    return new String(name, UTF_8);
  }
}
