package io.redfire.core.redis.log;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * One call of {@code append.lua}: some messages of one room, in order. Or one of {@code edit.lua}:
 * one edit or erasure, which reads what it changes and so can be refused by itself.
 *
 * <p>Called by the writer's thread only.
 */
final class AppendCall {
  private final Script script;
  private final RoomName room;
  private final List<PendingAppend> messages;
  private final boolean asking;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> arguments = new ArrayList<>();

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
      List<PendingAppend> messages,
      boolean asking) {
    this.asking = asking;
    this.script = messages.get(0).isChange() ? Script.EDIT : Script.APPEND;
    this.room = room;
    this.messages = messages;
    keys.add(names.logKey(room));
    keys.add(names.head(room));
    keys.add(names.marks(room));
    arguments.add(names.channel(room));
    arguments.add(ascii(retain));
    // Who listens to a slot that moves does so at the server that it leaves.
    arguments.add((asking ? Bell.PUBLISH : bell).command());
    Map<String, Integer> buckets = new HashMap<>();
    for (PendingAppend pending : messages) {
      byte[] bucket = names.ids(room, pending.entry().id());
      int index =
          buckets.computeIfAbsent(
              new String(bucket, StandardCharsets.UTF_8),
              absent -> {
                keys.add(bucket);
                return keys.size();
              });
      arguments.add(ascii(index));
      arguments.add(ascii(names.idsExpireAt(pending.entry().id()).toEpochMilli()));
      arguments.add(
          (pending.entry().from() + ":" + pending.entry().id()).getBytes(StandardCharsets.UTF_8));
      arguments.add(pending.body());
    }
  }

  RoomName room() {
    return room;
  }

  List<PendingAppend> messages() {
    return messages;
  }

  /** How many replicas the messages ask for at most. */
  int replicas() {
    return messages.stream().mapToInt(PendingAppend::replicas).max().orElse(0);
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
            ? new CommandArguments(Command.EVAL).add(script.source())
            : new CommandArguments(Command.EVALSHA).add(script.sha());
    call.add(keys.size());
    keys.forEach(call::add);
    arguments.forEach(call::add);
    connection.sendCommand(call);
  }

  /**
   * What the script answered.
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
      throw RedisFailure.exception(
          switch (ScriptReply.text(reply, 1)) {
            case "absent" -> Reason.MESSAGE_ABSENT;
            case "other" -> Reason.NOT_A_MESSAGE;
            case "foreign" -> Reason.NOT_THE_AUTHOR;
            case "erased" -> Reason.MESSAGE_ERASED;
            default -> Reason.INTERNAL;
          });
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

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
