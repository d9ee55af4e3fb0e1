package io.redfire.core.redis.member;

import io.redfire.core.log.Bounds;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.PartText;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Response;

/** Reads how rooms stand for a user. Thread-safe; blocks the caller. */
final class InboxReader {
  /** Among how many of the newest entries the last message is looked for. */
  private static final int LOOKED_AT = 16;

  /** How long the line of the last message may be, in bytes. */
  private static final int LONGEST = 64 * 1024;

  private final RedisKeys keys;
  private final ScriptReader reader;
  private final RoomQuestions questions;

  InboxReader(RedisKeys keys, ScriptReader reader, RoomQuestions questions) {
    this.keys = keys;
    this.reader = reader;
    this.questions = questions;
  }

  /** The rows, in the order of the rooms; without those that cannot be asked. */
  List<InboxRow> rows(UserName user, Collection<RoomName> rooms) {
    List<byte[]> arguments = arguments(user);
    Map<RoomName, InboxRow> rows =
        questions.ask(
            rooms,
            (pipeline, room) -> {
              Response<Object> reply =
                  pipeline.evalsha(MemberScripts.INBOX.sha(), keys(room), arguments);
              return () -> row(room, (List<?>) reply.get());
            },
            room -> patiently(room, arguments));
    return rooms.stream()
        .distinct()
        .flatMap(room -> Optional.ofNullable(rows.get(room)).stream())
        .toList();
  }

  private InboxRow patiently(RoomName room, List<byte[]> arguments) {
    Optional<InboxRow> row;
    do {
      row = row(room, reader.run(MemberScripts.INBOX, keys(room), arguments));
    } while (row.isEmpty());
    return row.get();
  }

  private List<byte[]> keys(RoomName room) {
    return List.of(
        keys.logKey(room),
        keys.head(room),
        keys.marks(room),
        keys.rules(room),
        keys.members(room),
        keys.read(room),
        keys.quiet(room),
        keys.mentions(room));
  }

  private static List<byte[]> arguments(UserName user) {
    List<byte[]> arguments =
        new ArrayList<>(
            RedisRoomMembers.arguments(
                user.value(), Integer.toString(LOOKED_AT), Integer.toString(LONGEST)));
    arguments.addAll(List.of(RulesFields.ALL));
    return arguments;
  }

  /** What the script answered; empty where lines of other programs must be walked over first. */
  private static Optional<InboxRow> row(RoomName room, List<?> reply) {
    if (ScriptReply.text(reply, 0).equals("behind")) {
      return Optional.empty();
    }
    List<?> rules = (List<?>) reply.get(8);
    return Optional.of(
        new InboxRow(
            room,
            RulesFields.state(rules, PartText.read(ScriptReply.text(reply, 9))),
            new Bounds(ScriptReply.position(reply, 1), ScriptReply.position(reply, 3)),
            ScriptReply.number(reply, 5),
            ScriptReply.number(reply, 6),
            Math.toIntExact(ScriptReply.number(reply, 7)),
            lastMessage(reply)));
  }

  private static Optional<Entry> lastMessage(List<?> reply) {
    return reply.size() > 12
        ? Optional.of(
            EntryCodec.decode(ScriptReply.position(reply, 10), ScriptReply.bytes(reply, 12)))
        : Optional.empty();
  }
}
