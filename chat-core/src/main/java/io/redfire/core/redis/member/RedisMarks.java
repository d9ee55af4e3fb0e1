package io.redfire.core.redis.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far users have read rooms: two hashes beside each log. Thread-safe; blocks the caller. */
final class RedisMarks {
  private final RedisKeys keys;
  private final ScriptReader reader;

  RedisMarks(RedisKeys keys, ScriptReader reader) {
    this.keys = keys;
    this.reader = reader;
  }

  Marks read(RoomName room, UserName user, long seq, boolean back) {
    return move(room, user, seq, back ? "back" : "read");
  }

  Marks delivered(RoomName room, UserName user, long seq) {
    return move(room, user, seq, "delivered");
  }

  private Marks move(RoomName room, UserName user, long seq, String how) {
    List<?> reply =
        reader.run(
            MemberScripts.READ,
            List.of(
                keys.logKey(room),
                keys.head(room),
                keys.marks(room),
                keys.read(room),
                keys.delivered(room)),
            RedisRoomMembers.arguments(user.value(), Long.toString(seq), how));
    return new Marks(ScriptReply.number(reply, 1), ScriptReply.number(reply, 0));
  }

  /** The marks of these, in their order. */
  Map<UserName, Marks> of(RoomName room, List<UserName> users) {
    Map<UserName, Marks> all = new LinkedHashMap<>();
    if (users.isEmpty()) {
      return all;
    }
    byte[][] fields =
        users.stream()
            .map(user -> user.value().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    List<byte[]> delivered = reader.ask(redis -> redis.hmget(keys.delivered(room), fields));
    List<byte[]> read = reader.ask(redis -> redis.hmget(keys.read(room), fields));
    for (int i = 0; i < fields.length; i++) {
      all.put(users.get(i), new Marks(number(delivered.get(i)), number(read.get(i))));
    }
    return all;
  }

  private static long number(byte @Nullable [] seq) {
    return seq == null ? 0 : Long.parseLong(new String(seq, StandardCharsets.UTF_8));
  }
}
