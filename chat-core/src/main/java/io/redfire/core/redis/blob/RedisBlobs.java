package io.redfire.core.redis.blob;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import java.util.Iterator;
import java.util.Optional;

/** Bytes in Redis: strings of {@value BlobStore#PART_BYTES} bytes, all of a hash in one slot. */
public final class RedisBlobs implements BlobStore {
  private static final byte[] NOTHING = {};

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param askers how many may ask at once
   */
  public RedisBlobs(RedisConnections connections, RedisKeys keys, int askers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-blobs", askers);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  public void write(BlobPlace place, Iterator<byte[]> parts) {
    for (long number = 0; parts.hasNext(); number++) {
      byte[] part = parts.next();
      byte[] key = key(place, number);
      redis.ask(pool -> pool.set(key, part));
    }
  }

  @Override
  @SuppressWarnings("NullAway") // Redis may answer a missing key with null.
  public byte[] read(BlobPlace place, long offset, int length) {
    byte[] key = key(place, offset / PART_BYTES);
    long from = offset % PART_BYTES;
    long to = Math.min(from + length, PART_BYTES) - 1;
    return redis.ask(pool -> Optional.ofNullable(pool.getrange(key, from, to))).orElse(NOTHING);
  }

  @Override
  public void delete(BlobPlace place) {
    PartKeys.unlink(redis, place.size(), number -> key(place, number));
  }

  private byte[] key(BlobPlace place, long number) {
    return keys.blobPart(place.hash(), place.word(), number);
  }

  @Override
  public void close() {
    servers.close();
  }
}
