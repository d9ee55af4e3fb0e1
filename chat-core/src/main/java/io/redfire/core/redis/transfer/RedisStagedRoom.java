package io.redfire.core.redis.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.blob.HeldAttachment;
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
import java.time.Instant;
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
    AttachmentBinder binder =
        new RedisAttachmentBinder(
            redis,
            name -> keys.staged(name, word, "attachments"),
            name -> keys.staged(name, word, "thumbnails"));
    return new AttachmentBinder() {
      @Override
      public Map<ContentHash, HeldAttachment> find(RoomName name, Collection<ContentHash> hashes) {
        return binder.find(name, hashes);
      }

      @Override
      public Optional<HeldAttachment> bind(
          HeldAttachment attachment, byte[] thumbnail, long most, Instant now) {
        Optional<HeldAttachment> held = binder.bind(attachment, thumbnail, most, now);
        passes("attachments");
        passes("thumbnails");
        return held;
      }
    };
  }

  @Override
  public void refer(Map<Long, List<ContentHash>> attached) {
    Map<String, Double> places = new HashMap<>();
    attached.forEach(
        (seq, hashes) ->
            hashes.forEach(
                hash -> places.put(String.format(Locale.ROOT, "%s:%015d", hash, seq), 0.0)));
    if (!places.isEmpty()) {
      String key = new String(keys.staged(room, word, "attachment-refs"), UTF_8);
      redis.ask(pool -> pool.zadd(key, places));
      passes("attachment-refs");
    }
  }

  /** It is forgotten where nobody comes back to it. */
  private void passes(String what) {
    byte[] key = keys.staged(room, word, what);
    redis.ask(pool -> pool.pexpire(key, LIFETIME.toMillis()));
  }

  @Override
  public void addParts(Map<UserName, Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    Map<String, String> fields = new HashMap<>();
    parts.forEach((user, part) -> fields.put(user.value(), PartText.of(part)));
    String key = new String(keys.staged(room, word, "members"), UTF_8);
    redis.ask(pool -> pool.hset(key, fields));
    redis.ask(pool -> pool.pexpire(key, LIFETIME.toMillis()));
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
