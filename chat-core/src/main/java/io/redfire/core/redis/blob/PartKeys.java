package io.redfire.core.redis.blob;

import io.redfire.core.blob.BlobStore;
import io.redfire.core.redis.log.ScriptReader;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** The keys of bytes that are cut into parts. */
final class PartKeys {
  /** Keys in one command, at most. */
  private static final int TOGETHER = 256;

  private PartKeys() {}

  /** How many parts there are of so many bytes. */
  static long count(long size) {
    return (size + BlobStore.PART_BYTES - 1) / BlobStore.PART_BYTES;
  }

  /** Removes all parts, whose keys are in one slot. */
  static void unlink(ScriptReader redis, long size, LongFunction<byte[]> key) {
    long count = count(size);
    for (long from = 0; from < count; from += TOGETHER) {
      byte[][] names =
          LongStream.range(from, Math.min(count, from + TOGETHER))
              .mapToObj(key)
              .toArray(byte[][]::new);
      redis.ask(pool -> pool.unlink(names));
    }
  }
}
