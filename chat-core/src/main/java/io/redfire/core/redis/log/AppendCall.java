package io.redfire.core.redis.log;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One call for one room. Of {@code append.lua}: some messages, in order. Of {@code edit.lua},
 * {@code react.lua}, {@code pin.lua}, {@code govern.lua}, {@code reply.lua} or {@code attach.lua}:
 * one change of a message or of the room, or one message that looks at others or has attachments,
 * which reads what it is about and so can be refused by itself. Of {@code batch.lua}: several of
 * these, its parts, one after the other.
 *
 * <p>Called by the writer's thread only.
 */
final class AppendCall {
  private final RoomName room;
  private final List<List<PendingAppend>> parts;
  private final boolean asking;
  private final AppendWords words;

  /**
   * Makes one.
   *
   * @param bell how it rings, unless it is asking
   * @param asking whether it goes to a server to which the room's slot is only on its way
   */
  AppendCall(
      RedisKeys names,
      long retain,
      Bell bell,
      RoomName room,
      List<List<PendingAppend>> parts,
      boolean asking) {
    this.asking = asking;
    this.room = room;
    this.parts = parts;
    // Who listens to a slot that moves does so at the server that it leaves.
    Bell heard = asking ? Bell.PUBLISH : bell;
    this.words =
        parts.size() == 1
            ? AppendWords.of(names, retain, heard, room, parts.get(0))
            : AppendWords.ofBatch(names, retain, heard, room, parts);
  }

  RoomName room() {
    return room;
  }

  /** What it is made of, each the work of one script. */
  List<List<PendingAppend>> parts() {
    return parts;
  }

  /** How many messages and changes it has. */
  int size() {
    return parts.stream().mapToInt(List::size).sum();
  }

  /** How many replicas the messages ask for at most. */
  int replicas() {
    return parts.stream().flatMap(List::stream).mapToInt(PendingAppend::replicas).max().orElse(0);
  }

  /** How many replies Redis gives it; the last one is the script's. */
  int replies() {
    return asking ? 2 : 1;
  }

  /** Puts the call on its way, with the script itself where Redis may not know it. */
  void sendOn(Connection connection, boolean withSource) {
    if (asking) {
      connection.sendCommand(Command.ASKING);
    }
    CommandArguments call =
        withSource
            ? new CommandArguments(Command.EVAL).add(words.script().source())
            : new CommandArguments(Command.EVALSHA).add(words.script().sha());
    call.add(words.keys().size());
    words.keys().forEach(call::add);
    words.arguments().forEach(call::add);
    connection.sendCommand(call);
  }

  /**
   * What Redis answered to the parts, in their order. Where there are fewer answers nothing was
   * done for the last parts; one that is an exception is the last.
   */
  List<?> answers(Object answer) {
    return parts.size() == 1 || answer instanceof JedisDataException
        ? List.of(answer)
        : (List<?>) answer;
  }

  /**
   * What the script of a part answered.
   *
   * @param isListed false where the room may be missing from the index of rooms
   */
  record Result(boolean isListed, List<Position> positions, List<Boolean> duplicates) {}

  /**
   * Reads the script's answer; empty where lines of other programs must be walked over first.
   *
   * @throws LogException where the script refused the change
   */
  static Optional<Result> read(Object answer) {
    List<?> reply = (List<?>) answer;
    if (ScriptReply.text(reply, 0).equals("behind")) {
      return Optional.empty();
    }
    if (ScriptReply.text(reply, 0).equals("refused")) {
      throw refusal(reply);
    }
    boolean listed = ScriptReply.number(reply, 1) == 0;
    List<Position> positions = new ArrayList<>();
    List<Boolean> duplicates = new ArrayList<>();
    for (int i = 2; i < reply.size(); i += 3) {
      boolean duplicate = ScriptReply.number(reply, i + 2) == 1;
      positions.add(ScriptReply.position(reply, i));
      duplicates.add(duplicate);
      // The node that appended it first may have died before it listed the room.
      listed &= !duplicate;
    }
    return Optional.of(new Result(listed, positions, duplicates));
  }

  /** Why a script refused: a word, and where that could be in doubt, what it is about. */
  static LogException refusal(List<?> reply) {
    Reason reason =
        switch (ScriptReply.text(reply, 1)) {
          case "absent" -> Reason.MESSAGE_ABSENT;
          case "other" -> Reason.NOT_A_MESSAGE;
          case "foreign" -> Reason.NOT_THE_AUTHOR;
          case "erased" -> Reason.MESSAGE_ERASED;
          case "forwarded" -> Reason.FORWARDED;
          case "pins" -> Reason.TOO_MANY_PINS;
          case "nested" -> Reason.THREAD_NESTED;
          case "full" -> Reason.TOO_MANY_REACTIONS;
          case "unattached" -> Reason.ATTACHMENT_ABSENT;
          case "stale" -> Reason.GOVERNANCE_STALE;
          case "exists" -> Reason.ROOM_EXISTS;
          default -> Reason.INTERNAL;
        };
    return reply.size() > 2
        ? RedisFailure.exception(reason, ScriptReply.text(reply, 2), ScriptReply.number(reply, 3))
        : RedisFailure.exception(reason);
  }
}
