package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobScripts.words;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attachments of each room, a hash in the slot of the room's log. */
public final class RedisRoomAttachments implements RoomAttachments {
  private static final byte[] NOTHING = {};
  private static final byte[] BYTES = ":bytes".getBytes(UTF_8);

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;
  private final RedisAttachmentBinder binder;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param askers how many may ask at once
   */
  public RedisRoomAttachments(RedisConnections connections, RedisKeys keys, int askers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-attachments", askers);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.binder =
        new RedisAttachmentBinder(redis, keys::attachments, keys::thumbnails, Optional.empty());
  }

  @Override
  public Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes) {
    return binder.find(room, hashes);
  }

  @Override
  public Optional<HeldAttachment> ask(RoomName room, ContentHash hash, Instant now, Instant since) {
    List<?> answer =
        redis.run(
            BlobScripts.ASK,
            List.of(
                keys.logKey(room),
                keys.head(room),
                keys.marks(room),
                keys.attachments(room),
                keys.attachmentRefs(room)),
            words(hash, now.toEpochMilli(), since.toEpochMilli()));
    return RedisAttachmentBinder.held(room, hash, answer);
  }

  @Override
  public Optional<HeldAttachment> bind(
      HeldAttachment attachment, byte[] thumbnail, long most, Instant now) {
    return binder.bind(attachment, thumbnail, most, now);
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  public byte[] thumbnail(RoomName room, ContentHash hash) {
    byte[] field = hash.value().getBytes(UTF_8);
    return redis
        .ask(pool -> Optional.ofNullable(pool.hget(keys.thumbnails(room), field)))
        .orElse(NOTHING);
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  public long bytes(RoomName room) {
    return redis
        .ask(pool -> Optional.ofNullable(pool.hget(keys.attachments(room), BYTES)))
        .map(text -> Long.parseLong(new String(text, UTF_8)))
        .orElse(0L);
  }

  @Override
  public Drop drop(ContentHash hash, BlobHolder holder, Instant before) {
    RoomName room = holder.room();
    while (true) {
      List<?> answer =
          redis.run(
              BlobScripts.DROP,
              List.of(
                  keys.logKey(room),
                  keys.head(room),
                  keys.marks(room),
                  keys.attachments(room),
                  keys.attachmentRefs(room),
                  keys.thumbnails(room)),
              words(hash, holder.id(), before.toEpochMilli()));
      switch (ScriptReply.text(answer, 0)) {
        case "kept" -> {
          return Drop.KEPT;
        }
        case "gone" -> {
          return Drop.GONE;
        }
        default -> {}
      }
    }
  }

  @Override
  public void close() {
    servers.close();
  }
}
