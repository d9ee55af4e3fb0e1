package io.redfire.core.redis;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
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

  /** The channel of what is not worth keeping. Its slot is that of the list. */
  public byte[] signals(RoomName room) {
    return of(room, "signals");
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

  /** The account of a user. */
  public byte[] account(UserName user) {
    return of(user, "account");
  }

  /** The sessions of a user. */
  public byte[] sessions(UserName user) {
    return of(user, "sessions");
  }

  /** Who has the name that all others of this skeleton would be mistaken for. */
  public byte[] nameClaim(String skeleton) {
    return bytes(prefix + "names:{" + skeleton + "}");
  }

  /** Which room that was created has the name that others of this skeleton look like. */
  public byte[] roomNameClaim(String skeleton) {
    return bytes(prefix + "room-names:{" + skeleton + "}");
  }

  /** The sorted set of the accounts. */
  public byte[] accounts() {
    return bytes(prefix + "accounts:");
  }

  /** The set of the administrators. */
  public byte[] admins() {
    return bytes(prefix + "admins:");
  }

  /** The digest of the code that is good for that. */
  public byte[] code(String purpose) {
    return bytes(prefix + "code:{" + purpose + "}");
  }

  private byte[] of(UserName user, String what) {
    return bytes(prefix + "user:{" + user + "}:" + what);
  }

  /** The bucket of a limit. A rate that was changed has a bucket of its own. */
  public byte[] rate(RateKey key, Rate rate) {
    String what = "rate:" + key.limit() + ":" + rate;
    if (key instanceof RateKey.OfRoom room) {
      return of(room.room(), what);
    }
    if (key instanceof RateKey.OfMember member) {
      return of(member.room(), what + ":" + member.user());
    }
    String owner =
        key instanceof RateKey.OfUser user
            ? "user:{" + user.user()
            : "address:{" + ((RateKey.OfAddress) key).address();
    return bytes(prefix + owner + "}:" + what);
  }

  /** The hash of what holds in the room. */
  public byte[] rules(RoomName room) {
    return of(room, "rules");
  }

  /** The hash of the users whom the room knows, and the part of each. */
  public byte[] members(RoomName room) {
    return of(room, "members");
  }

  /** The sorted set of the entries that are no messages. */
  public byte[] quiet(RoomName room) {
    return of(room, "quiet");
  }

  /** The sorted set of the messages that are pinned. */
  public byte[] pins(RoomName room) {
    return of(room, "pins");
  }

  /** The hash of the newest messages that mention somebody. */
  public byte[] mentions(RoomName room) {
    return of(room, "mentions");
  }

  /** The hash of the attachments that the room holds. */
  public byte[] attachments(RoomName room) {
    return of(room, "attachments");
  }

  /** The hash of small pictures of them. */
  public byte[] thumbnails(RoomName room) {
    return of(room, "thumbnails");
  }

  /** The sorted set of which messages have which attachments. */
  public byte[] attachmentRefs(RoomName room) {
    return of(room, "attachment-refs");
  }

  /** The hash of what is known of an upload. */
  public byte[] upload(String id) {
    return bytes(prefix + "upload:{" + id + "}:about");
  }

  /** Some of the bytes of an upload; the parts are numbered from 0. */
  public byte[] uploadPart(String id, long number) {
    return bytes(prefix + "upload:{" + id + "}:" + number);
  }

  /** The sorted set of the uploads that a user has begun and not ended. */
  public byte[] uploadsOf(UserName user) {
    return of(user, "uploads");
  }

  /** Where the bytes of that hash are. */
  public byte[] blobPlace(ContentHash hash) {
    return of(hash, "place");
  }

  /** The sorted set of who holds the bytes of that hash. */
  public byte[] blobHolders(ContentHash hash) {
    return of(hash, "holders");
  }

  /** The sorted set of the places from which bytes of that hash are to be removed. */
  public byte[] blobDoomed(ContentHash hash) {
    return of(hash, "doomed");
  }

  /** Some of the bytes of that hash; each place has a word of its own, its parts are numbered. */
  public byte[] blobPart(ContentHash hash, String word, long number) {
    return of(hash, word + ":" + number);
  }

  /** The sorted set of the hashes of all bytes that are kept. */
  public byte[] blobs() {
    return bytes(prefix + "blobs:");
  }

  /** Which node looks for bytes that nobody needs. */
  public byte[] collector() {
    return bytes(prefix + "collector:");
  }

  private byte[] of(ContentHash hash, String what) {
    return bytes(prefix + "blob:{" + hash + "}:" + what);
  }

  /** The hash of how far each user has read. */
  public byte[] read(RoomName room) {
    return of(room, "read");
  }

  /** The hash of how far the room was delivered to each user. */
  public byte[] delivered(RoomName room) {
    return of(room, "delivered");
  }

  /** The hash of what a user's devices show, in the slot of the user's own log. */
  public byte[] presence(UserName user) {
    return of(RoomName.ownOf(user), "presence");
  }

  /** The sorted set of the rooms that were noted for a user. */
  public byte[] roomsOf(UserName user) {
    return bytes(prefix + "user:{" + user + "}:rooms");
  }

  /** The hash of what a code is for. */
  public byte[] invite(String codeDigest) {
    return bytes(prefix + "invite:{" + codeDigest + "}");
  }

  /** The hash of the slash commands of the room. */
  public byte[] commands(RoomName room) {
    return of(room, "commands");
  }

  /** The hash of the webhooks of the room. */
  public byte[] webhooks(RoomName room) {
    return of(room, "webhooks");
  }

  /** The hash of how far an outgoing webhook of the room is, and who posts for it. */
  public byte[] webhook(RoomName room, String id) {
    return of(room, "webhook:" + id);
  }

  /** The sorted set of the rooms with outgoing webhooks. */
  public byte[] webhookRooms() {
    return bytes(prefix + "webhooks:");
  }

  /** What a room is put together of before it is one; each import has a word of its own. */
  public byte[] staged(RoomName room, String word, String what) {
    return of(room, "import:" + word + ":" + what);
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
