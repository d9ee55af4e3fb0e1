package io.redfire.core.redis.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** A room, and all that keeps its attachments, with keys that no other test has. */
final class BlobRoom implements AutoCloseable {
  static final ContentHash CAT = new ContentHash("c".repeat(64));
  static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

  final RoomName room = new RoomName("chat");
  final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  final RedisUploads uploads;
  final RedisBlobs blobs;
  final RedisBlobLedger ledger;
  final RedisRoomAttachments rooms;
  final RedisMessageLog log;
  final UnifiedJedis redis;
  private final RedisServers servers;

  BlobRoom() {
    this(TestRedis.shared().connections());
  }

  BlobRoom(RedisConnections connections) {
    uploads = new RedisUploads(connections, keys, 2);
    blobs = new RedisBlobs(connections, keys, 2);
    ledger = new RedisBlobLedger(connections, keys, 2);
    rooms = new RedisRoomAttachments(connections, keys, 2);
    log = new RedisMessageLog(connections, keys, 0, 2, RedisObserver.NONE);
    servers = connections.servers("test", 2);
    redis = servers.client();
  }

  HeldAttachment cat() {
    return new HeldAttachment(
        CAT, BlobHolder.create(room), new ContentFacts(100, "image/png", 3, 4, true));
  }

  /** Sends a message that has it; its seq. */
  long send(HeldAttachment held) {
    NewMessage message =
        new NewMessage(room, MessageId.create(), new UserName("alice"), NOW, "look")
            .with(List.of(new Attachment(held.hash(), "cat.png", "", held.facts())));
    return log.append(message).join().position().seq();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    uploads.close();
    blobs.close();
    ledger.close();
    rooms.close();
    log.close();
    servers.close();
  }
}
