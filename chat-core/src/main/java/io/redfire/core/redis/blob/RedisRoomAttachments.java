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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param askers how many may ask at once
   */
  public RedisRoomAttachments(RedisConnections connections, RedisKeys keys, int askers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-attachments", askers);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  public Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes) {
    Map<ContentHash, HeldAttachment> found = new LinkedHashMap<>();
    if (hashes.isEmpty()) {
      return found;
    }
    byte[][] fields = words(hashes.toArray()).toArray(byte[][]::new);
    List<byte[]> values = redis.ask(pool -> pool.hmget(keys.attachments(room), fields));
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
    return held(room, hash, answer);
  }

  @Override
  public Optional<HeldAttachment> bind(
      HeldAttachment attachment, byte[] thumbnail, long most, Instant now) {
    List<byte[]> arguments = new ArrayList<>(words(attachment.hash(), now.toEpochMilli()));
    arguments.add(thumbnail);
    arguments.addAll(
        words(
            most, attachment.facts().size(), attachment.holder().id(), HeldText.json(attachment)));
    RoomName room = attachment.holder().room();
    List<?> answer =
        redis.run(
            BlobScripts.BIND, List.of(keys.attachments(room), keys.thumbnails(room)), arguments);
    return held(room, attachment.hash(), answer);
  }

  private static Optional<HeldAttachment> held(RoomName room, ContentHash hash, List<?> answer) {
    return ScriptReply.text(answer, 0).equals("held")
        ? HeldText.read(room, hash, ScriptReply.text(answer, 1))
        : Optional.empty();
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
