package io.redfire.system;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.blob.RedisBlobLedger;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.core.redis.blob.RedisRoomAttachments;
import io.redfire.core.redis.blob.RedisUploads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Uploads and attachments that are made past all nodes. For the test's own thread. */
final class HeldBytes implements AutoCloseable {
  private final RedisUploads uploads;
  private final RedisRoomAttachments rooms;
  private final RedisBlobLedger ledger;
  private final RedisBlobs store;

  HeldBytes(RedisConnections connections, RedisKeys keys) {
    uploads = new RedisUploads(connections, keys, 1);
    rooms = new RedisRoomAttachments(connections, keys, 1);
    ledger = new RedisBlobLedger(connections, keys, 1);
    store = new RedisBlobs(connections, keys, 1);
  }

  /** Begins an upload; its id. */
  String begin(String room, String user, long size) {
    Instant now = Instant.now();
    Upload upload =
        Upload.begin(
            new RoomName(room), new UserName(user), size, Optional.empty(), now.plusSeconds(3600));
    var unused = uploads.open(upload, 0, now);
    return upload.id();
  }

  /** Lets a room hold bytes; their SHA-256. */
  String hold(String room, byte[] bytes) {
    Instant now = Instant.now();
    ContentHash hash = new ContentHash(Uploading.sha256(bytes));
    BlobHolder holder = BlobHolder.create(new RoomName(room));
    BlobPlace place = BlobPlace.fresh(hash, bytes.length);
    if (ledger.hold(holder, place, now, now.plusSeconds(3600)).isEmpty()) {
      store.write(place, List.of(bytes).iterator());
      var unused = ledger.keep(place);
    }
    var unused =
        rooms.bind(
            new HeldAttachment(
                hash,
                holder,
                new ContentFacts(bytes.length, "application/octet-stream", 0, 0, false)),
            new byte[0],
            0,
            now);
    return hash.value();
  }

  /** Whether the bytes are kept, whoever holds them. */
  boolean isKept(String sha256) {
    return ledger.find(new ContentHash(sha256)).isPresent();
  }

  @Override
  public void close() {
    uploads.close();
    rooms.close();
    ledger.close();
    store.close();
  }
}
