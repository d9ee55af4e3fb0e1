package io.redfire.core.redis.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.blob.RedisAttachmentBinder;
import io.redfire.core.redis.log.PartText;
import io.redfire.core.redis.log.RulesText;
import io.redfire.core.redis.log.Script;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import io.redfire.core.transfer.StagedRoom;
import io.redfire.core.transfer.StoredRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that is being put together under keys of its own, in the slot of the room that it is to
 * be.
 */
final class RedisStagedRoom implements StagedRoom {
  private static final Logger LOG = LoggerFactory.getLogger(RedisStagedRoom.class);
  private static final Script STAGE = Script.ofLog("/io/redfire/core/redis/transfer/stage.lua");
  private static final Script IMPORT = Script.of("/io/redfire/core/redis/transfer/import.lua");
  private static final Script BESIDE = Script.of("/io/redfire/core/redis/transfer/beside.lua");
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final ScriptReader redis;
  private final RedisKeys keys;
  private final RoomName room;
  private final String word;
  private Position end;
  private boolean isFirst = true;
  private long count;
  private boolean isDone;

  RedisStagedRoom(ScriptReader redis, RedisKeys keys, RoomName room, String word, Position base) {
    this.redis = redis;
    this.keys = keys;
    this.room = room;
    this.word = word;
    this.end = base;
  }

  @Override
  public void push(List<byte[]> lines, Collection<Long> quiet, Position newEnd) {
    List<byte[]> arguments =
        new ArrayList<>(
            RedisRoomTransfer.words(
                Long.toString(end.seq()),
                end.tag(),
                Long.toString(newEnd.seq()),
                newEnd.tag(),
                isFirst ? "1" : "",
                Long.toString(LIFETIME.toMillis()),
                Integer.toString(quiet.size())));
    quiet.forEach(seq -> arguments.add(Long.toString(seq).getBytes(UTF_8)));
    arguments.addAll(lines);
    check(ScriptReply.text(redis.run(STAGE, staged(), arguments), 0));
    isFirst = false;
    end = newEnd;
  }

  private List<byte[]> staged() {
    return Stream.of(
            "log",
            "head",
            "marks",
            "quiet",
            "members",
            "attachments",
            "attachment-refs",
            "thumbnails")
        .map(what -> keys.staged(room, word, what))
        .toList();
  }

  @Override
  public AttachmentBinder attachments() {
    return new RedisAttachmentBinder(
        redis,
        name -> keys.staged(name, word, "attachments"),
        name -> keys.staged(name, word, "thumbnails"),
        Optional.of(LIFETIME));
  }

  @Override
  public void refer(Map<Long, List<ContentHash>> attached) {
    List<String> places = new ArrayList<>();
    attached.forEach(
        (seq, hashes) ->
            hashes.forEach(hash -> places.add(String.format(Locale.ROOT, "%s:%015d", hash, seq))));
    if (!places.isEmpty()) {
      putBeside("attachment-refs", "refs", places);
    }
  }

  /** In one moment with how long it stays: a node that dies in between leaves nothing for good. */
  private void putBeside(String key, String what, List<String> words) {
    List<byte[]> arguments =
        new ArrayList<>(RedisRoomTransfer.words(what, Long.toString(LIFETIME.toMillis())));
    words.forEach(each -> arguments.add(each.getBytes(UTF_8)));
    var unused = redis.run(BESIDE, List.of(keys.staged(room, word, key)), arguments);
  }

  @Override
  public void addParts(Map<UserName, Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    List<String> fields = new ArrayList<>();
    parts.forEach((user, part) -> fields.addAll(List.of(user.value(), PartText.of(part))));
    putBeside("members", "members", fields);
    count += parts.size();
  }

  @Override
  public void commit(Collection<Long> pins, Optional<StoredRules> rules) {
    if (isFirst) {
      push(List.of(), List.of(), end);
    }
    List<byte[]> arguments =
        new ArrayList<>(
            RedisRoomTransfer.words(
                Long.toString(end.seq()),
                end.tag(),
                word,
                Long.toString(count),
                Integer.toString(pins.size())));
    pins.forEach(seq -> arguments.add(Long.toString(seq).getBytes(UTF_8)));
    rules.ifPresent(known -> arguments.addAll(fields(known)));
    List<byte[]> names =
        new ArrayList<>(
            List.of(
                keys.logKey(room),
                keys.head(room),
                keys.marks(room),
                keys.quiet(room),
                keys.rules(room),
                keys.members(room),
                keys.read(room),
                keys.mentions(room),
                keys.delivered(room),
                keys.pins(room),
                keys.attachments(room),
                keys.attachmentRefs(room),
                keys.thumbnails(room)));
    names.addAll(staged());
    check(ScriptReply.text(redis.run(IMPORT, names, arguments), 0));
    isDone = true;
  }

  private static List<byte[]> fields(StoredRules stored) {
    Map<String, String> fields = new HashMap<>(RulesText.fields(stored.rules()));
    fields.put("version", stored.version());
    fields.put("owners", Integer.toString(stored.owners()));
    fields.put("members", Integer.toString(stored.members()));
    fields.put("created_at", Long.toString(stored.createdAt().toEpochMilli()));
    return fields.entrySet().stream()
        .flatMap(field -> RedisRoomTransfer.words(field.getKey(), field.getValue()).stream())
        .toList();
  }

  private static void check(String answer) {
    switch (answer) {
      case "pushed", "made" -> {}
      case "exists" -> throw exists();
      case "stale" ->
          throw new LogException(
              LogException.Reason.GOVERNANCE_STALE,
              "what was pushed so far is gone (expected: import it again)",
              null);
      default ->
          throw new LogException(
              LogException.Reason.INTERNAL, "Redis found other tags than the import", null);
    }
  }

  static LogException exists() {
    return new LogException(
        LogException.Reason.ROOM_EXISTS,
        "the room was created or written to before (expected: a new name)",
        null);
  }

  @Override
  public void close() {
    if (isDone) {
      return;
    }
    isDone = true;
    try {
      byte[][] names = staged().toArray(byte[][]::new);
      redis.ask(pool -> pool.unlink(names));
    } catch (LogException silent) {
      LOG.warn("What an import left behind stays for {}: {}", LIFETIME, silent.getMessage());
    }
  }
}
