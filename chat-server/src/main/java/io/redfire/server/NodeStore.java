package io.redfire.server;

import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.DirectoryBlobs;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.blob.RedisBlobLedger;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.core.redis.blob.RedisRoomAttachments;
import io.redfire.core.redis.blob.RedisUploads;
import io.redfire.core.redis.bot.RedisDeliveries;
import io.redfire.core.redis.bot.RedisSlashCommands;
import io.redfire.core.redis.bot.RedisWebhooks;
import io.redfire.core.redis.bus.RedisMessageBus;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.member.RedisPresences;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.core.redis.transfer.RedisRoomTransfer;
import io.redfire.server.attach.Attachments;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.attach.RecentParts;
import io.redfire.server.attach.s3.S3Blobs;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.outgoing.HookDeliveries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/**
 * All that a node keeps, each kind with as many connections as threads may ask for it at once.
 * Closed after all that asks.
 */
final class NodeStore implements AutoCloseable {
  /** How many threads may ask the same part at once. */
  private static final int READERS = NodeThreads.BLOCKING + CallThreads.CALLS;

  /** How many threads may ask for attachments at once, the one that clears up among them. */
  private static final int ATTACHERS =
      CallThreads.CALLS + CallThreads.BLOBS + CallThreads.TRANSFERS + NodeThreads.CARRIERS + 1;

  final RedisMessageLog log;
  final MessageBus bus;
  final RedisAccounts accounts;
  final RedisRoomMembers members;
  final RedisPresences presences;
  final RedisRoomTransfer transfer;
  final RedisSlashCommands commands;
  final RedisWebhooks hooks;
  final RedisDeliveries deliveries;
  final RedisRateLimits rates;
  final Attachments attachments;

  NodeStore(
      RedisConnections redis,
      RedisKeys keys,
      NodeSettings settings,
      ServerMetrics metrics,
      InstantSource clock) {
    log =
        new RedisMessageLog(
            redis, keys, settings.retain(), READERS + HookDeliveries.THREADS, metrics);
    bus = RedisMessageBus.open(redis, keys);
    accounts =
        new RedisAccounts(
            redis,
            keys,
            READERS + NodeThreads.STRANGERS + NodeThreads.POSTERS + HookDeliveries.THREADS);
    members = new RedisRoomMembers(redis, keys, READERS + NodeThreads.PRESENCE);
    presences = new RedisPresences(redis, keys, NodeThreads.PRESENCE);
    transfer = new RedisRoomTransfer(redis, keys, CallThreads.TRANSFERS, log, members);
    commands = new RedisSlashCommands(redis, keys, READERS);
    hooks = new RedisWebhooks(redis, keys, READERS + NodeThreads.POSTERS + HookDeliveries.THREADS);
    deliveries = new RedisDeliveries(redis, keys, CallThreads.CALLS + HookDeliveries.THREADS);
    rates = new RedisRateLimits(redis, keys);
    attachments =
        new Attachments(
            new RedisUploads(redis, keys, ATTACHERS),
            new RedisRoomAttachments(redis, keys, ATTACHERS + NodeThreads.BLOCKING),
            new RedisBlobLedger(redis, keys, ATTACHERS),
            blobs(redis, keys, settings.blobs()),
            rates,
            settings.limits().attachments(),
            clock);
  }

  private static BlobStore blobs(RedisConnections redis, RedisKeys keys, BlobSettings blobs) {
    if (blobs instanceof BlobSettings.InBucket s3) {
      return new RecentParts(new S3Blobs(s3.bucket()));
    }
    if (blobs instanceof BlobSettings.InDirectory files) {
      try {
        return new DirectoryBlobs(files.directory());
      } catch (IOException e) {
        throw new UncheckedIOException("the directory of attachments cannot be used", e);
      }
    }
    return new RedisBlobs(redis, keys, ATTACHERS);
  }

  /** Closes all but the bus, which ends before the threads that it calls. */
  @Override
  public void close() {
    attachments.close();
    rates.close();
    transfer.close();
    presences.close();
    commands.close();
    hooks.close();
    deliveries.close();
    members.close();
    accounts.close();
    log.close();
  }
}
