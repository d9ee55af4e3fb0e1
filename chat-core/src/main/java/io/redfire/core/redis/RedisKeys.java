package io.redfire.core.redis;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The names of everything in Redis. Immutable.
 *
 * <p>A room's list is the prefix and the room's name; all else of that room is that same name in
 * braces, so it hashes to the slot of the list, and {@code :}, which no name holds, and a word.
 *
 * @param prefix before every key and channel; may be empty
 */
public record RedisKeys(String prefix) {
  /** How much id time one bucket of accepted ids covers. */
  public static final Duration BUCKET = Duration.ofMinutes(10);

  /** How long an accepted id is remembered, at least. */
  public static final Duration ID_MEMORY = Duration.ofHours(24);

  /** How far the time of an id may be ahead. */
  public static final Duration ID_MAX_AHEAD = Duration.ofMinutes(5);

  /** The list, which is the room. */
  public String log(RoomName room) {
    return prefix + room.value();
  }

  /** The channel on which what is appended is published. */
  public byte[] channel(RoomName room) {
    return bytes(log(room));
  }

  /** The key of that list. */
  public byte[] logKey(RoomName room) {
    return bytes(log(room));
  }

  /** The hash that says how far the log is tagged and what was trimmed from it. */
  public byte[] head(RoomName room) {
    return of(room, "head");
  }

  /** The hash of the tags of some lines of other programs. */
  public byte[] marks(RoomName room) {
    return of(room, "marks");
  }

  /** The bucket that remembers the ids of that id's time. */
  public byte[] ids(RoomName room, MessageId id) {
    return ids(room, id.time());
  }

  /** The bucket that remembers the ids that were made at that time. */
  public byte[] ids(RoomName room, Instant made) {
    return of(room, "ids:" + bucket(made));
  }

  /** When that bucket can be forgotten: no id in it would be accepted any more. */
  public Instant idsExpireAt(MessageId id) {
    long end = (bucket(id.time()) + 1) * BUCKET.toSeconds();
    return Instant.ofEpochSecond(end).plus(ID_MEMORY).plus(ID_MAX_AHEAD);
  }

  /** The sorted set of the rooms in use. */
  public byte[] rooms() {
    return bytes(prefix + "rooms:");
  }

  /** A channel that nobody publishes to. */
  public byte[] control() {
    return bytes(prefix + "control:");
  }

  private static long bucket(Instant made) {
    return made.getEpochSecond() / BUCKET.toSeconds();
  }

  private byte[] of(RoomName room, String what) {
    return bytes("{" + log(room) + "}:" + what);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
