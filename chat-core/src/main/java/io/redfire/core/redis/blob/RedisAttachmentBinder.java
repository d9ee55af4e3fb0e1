package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobScripts.words;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Lets rooms hold bytes, in a hash of what they are and one of small pictures. Thread-safe. */
public final class RedisAttachmentBinder implements AttachmentBinder {
  private final ScriptReader redis;
  private final Function<RoomName, byte[]> attachments;
  private final Function<RoomName, byte[]> thumbnails;
  private final Optional<Duration> lifetime;

  /**
   * Asks with that.
   *
   * @param attachments the key of the one hash of a room
   * @param thumbnails the key of the other one, in the same slot
   * @param lifetime after which both are forgotten where nobody comes back; empty for never
   */
  public RedisAttachmentBinder(
      ScriptReader redis,
      Function<RoomName, byte[]> attachments,
      Function<RoomName, byte[]> thumbnails,
      Optional<Duration> lifetime) {
    this.redis = redis;
    this.attachments = attachments;
    this.thumbnails = thumbnails;
    this.lifetime = lifetime;
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  public Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes) {
    Map<ContentHash, HeldAttachment> found = new LinkedHashMap<>();
    if (hashes.isEmpty()) {
      return found;
    }
    byte[][] fields = words(hashes.toArray()).toArray(byte[][]::new);
    List<byte[]> values = redis.ask(pool -> pool.hmget(attachments.apply(room), fields));
    int at = 0;
    for (ContentHash hash : hashes) {
      byte[] value = values.get(at++);
      if (value != null) {
        HeldText.read(room, hash, new String(value, UTF_8))
            .ifPresent(held -> found.put(hash, held));
      }
    }
    return found;
  }

  @Override
  public Optional<HeldAttachment> bind(
      HeldAttachment attachment, byte[] thumbnail, long most, Instant now) {
    List<byte[]> arguments = new ArrayList<>(words(attachment.hash(), now.toEpochMilli()));
    arguments.add(thumbnail);
    arguments.addAll(
        words(
            most,
            attachment.facts().size(),
            attachment.holder().id(),
            HeldText.json(attachment),
            lifetime.map(time -> Long.toString(time.toMillis())).orElse("")));
    RoomName room = attachment.holder().room();
    List<?> answer =
        redis.run(
            BlobScripts.BIND, List.of(attachments.apply(room), thumbnails.apply(room)), arguments);
    return held(room, attachment.hash(), answer);
  }

  /** What {@code bind.lua} and {@code ask.lua} answer. */
  static Optional<HeldAttachment> held(RoomName room, ContentHash hash, List<?> answer) {
    return ScriptReply.text(answer, 0).equals("held")
        ? HeldText.read(room, hash, ScriptReply.text(answer, 1))
        : Optional.empty();
  }
}
