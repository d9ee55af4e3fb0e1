package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobScripts.words;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.Upload;
import io.redfire.core.blob.Uploads;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uploads, each a hash and some strings in a slot of their own, which Redis forgets in time.
 *
 * <p>They are in Redis whatever keeps the bytes in the end, so that any node goes on with them.
 */
public final class RedisUploads implements Uploads {
  private static final byte[] NOTHING = {};

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param askers how many may ask at once
   */
  public RedisUploads(RedisConnections connections, RedisKeys keys, int askers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-uploads", askers);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  public boolean open(Upload upload, int most, Instant now) {
    long end = upload.end().toEpochMilli();
    List<?> answer =
        redis.run(
            BlobScripts.BEGIN,
            List.of(keys.uploadsOf(upload.user())),
            words(upload.id(), end, now.toEpochMilli(), most));
    if (ScriptReply.text(answer, 0).equals("full")) {
      return false;
    }
    note(
        upload,
        "room",
        upload.room(),
        "user",
        upload.user(),
        "size",
        upload.size(),
        "claimed",
        upload.claimed().map(ContentHash::value).orElse(""),
        "received",
        0,
        "done",
        "",
        "end",
        end);
    return true;
  }

  private void note(Upload upload, Object... fields) {
    List<byte[]> arguments = new ArrayList<>(words(upload.end().toEpochMilli()));
    arguments.addAll(words(fields));
    var unused = redis.run(BlobScripts.NOTE, List.of(keys.upload(upload.id())), arguments);
  }

  @Override
  public Optional<Upload> find(String id) {
    List<byte[]> fields =
        redis.ask(
            pool ->
                pool.hmget(
                    keys.upload(id),
                    words("room", "user", "size", "claimed", "received", "done", "end")
                        .toArray(byte[][]::new)));
    if (fields.contains(null)) {
      return Optional.empty();
    }
    return Optional.of(
        new Upload(
            id,
            new RoomName(text(fields, 0)),
            new UserName(text(fields, 1)),
            Long.parseLong(text(fields, 2)),
            hash(text(fields, 3)),
            Long.parseLong(text(fields, 4)),
            hash(text(fields, 5)),
            Instant.ofEpochMilli(Long.parseLong(text(fields, 6)))));
  }

  private static String text(List<byte[]> fields, int index) {
    return new String(fields.get(index), UTF_8);
  }

  private static Optional<ContentHash> hash(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new ContentHash(text));
  }

  @Override
  public Optional<Upload> add(Upload upload, long offset, byte[] bytes) {
    Optional<Upload> now = Optional.of(upload);
    int from = 0;
    while (now.isPresent() && from < bytes.length) {
      long at = offset + from;
      int room = BlobStore.PART_BYTES - Math.toIntExact(at % BlobStore.PART_BYTES);
      int length = Math.min(room, bytes.length - from);
      now = add(now.get(), at, bytes, from, length);
      if (now.isPresent() && now.get().received() != at + length) {
        return now;
      }
      from += length;
    }
    return now;
  }

  private Optional<Upload> add(Upload upload, long offset, byte[] bytes, int from, int length) {
    byte[] piece = new byte[length];
    System.arraycopy(bytes, from, piece, 0, length);
    List<byte[]> arguments = new ArrayList<>(words(offset, offset % BlobStore.PART_BYTES));
    arguments.add(piece);
    arguments.addAll(words(upload.end().toEpochMilli()));
    List<?> answer =
        redis.run(
            BlobScripts.ADD,
            List.of(
                keys.upload(upload.id()),
                keys.uploadPart(upload.id(), offset / BlobStore.PART_BYTES)),
            arguments);
    return ScriptReply.text(answer, 0).equals("gone")
        ? Optional.empty()
        : Optional.of(upload.received(ScriptReply.number(answer, 1)));
  }

  @Override
  @SuppressWarnings("NullAway") // Redis answers a missing key with null.
  public byte[] read(Upload upload, long part) {
    byte[] key = keys.uploadPart(upload.id(), part);
    return redis.ask(pool -> Optional.ofNullable(pool.get(key))).orElse(NOTHING);
  }

  @Override
  public void finish(Upload upload, ContentHash hash) {
    note(upload, "done", hash);
    forgetBytes(upload);
  }

  @Override
  public void discard(Upload upload) {
    byte[] about = keys.upload(upload.id());
    redis.ask(pool -> pool.unlink(about));
    forgetBytes(upload);
  }

  private void forgetBytes(Upload upload) {
    PartKeys.unlink(redis, upload.size(), part -> keys.uploadPart(upload.id(), part));
    byte[] own = keys.uploadsOf(upload.user());
    redis.ask(pool -> pool.zrem(own, upload.id().getBytes(UTF_8)));
  }

  @Override
  public void close() {
    servers.close();
  }
}
