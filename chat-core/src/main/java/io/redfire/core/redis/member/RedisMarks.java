package io.redfire.core.redis.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.MarkMove;
import io.redfire.core.member.Marks;
import io.redfire.core.member.MovedMarks;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far users have read rooms: two hashes beside each log. Thread-safe; blocks the caller. */
final class RedisMarks {
  private final RedisKeys keys;
  private final ScriptReader reader;
  private final Bell bell;

  RedisMarks(RedisKeys keys, ScriptReader reader, Bell bell) {
    this.keys = keys;
    this.reader = reader;
    this.bell = bell;
  }

  MovedMarks move(RoomName room, UserName user, MarkMove move, long seq, boolean tell) {
    String how =
        switch (move) {
          case READ -> "read";
          case READ_BACK -> "back";
          case DELIVERED -> "delivered";
        };
    List<byte[]> arguments =
        new ArrayList<>(RedisRoomMembers.arguments(user.value(), Long.toString(seq), how));
    if (tell) {
      arguments.add(keys.signals(room));
      arguments.add(bell.command());
    }
    List<?> reply = reader.run(MemberScripts.READ, keys(room), arguments);
    return new MovedMarks(
        new Marks(ScriptReply.number(reply, 1), ScriptReply.number(reply, 0)),
        ScriptReply.number(reply, 2) > 0);
  }

  private List<byte[]> keys(RoomName room) {
    return List.of(
        keys.logKey(room),
        keys.head(room),
        keys.marks(room),
        keys.read(room),
        keys.delivered(room));
  }

  /** The marks of these, in their order. */
  Map<UserName, Marks> of(RoomName room, List<UserName> users) {
    Map<UserName, Marks> all = new LinkedHashMap<>();
    if (users.isEmpty()) {
      return all;
    }
    List<?> reply =
        reader.run(
            MemberScripts.MARKS,
            keys(room),
            RedisRoomMembers.arguments(users.stream().map(UserName::value).toArray(String[]::new)));
    for (int i = 0; i < users.size(); i++) {
      all.put(
          users.get(i),
          new Marks(ScriptReply.number(reply, 2 * i), ScriptReply.number(reply, 2 * i + 1)));
    }
    return all;
  }
}
