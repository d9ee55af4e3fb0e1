package io.redfire.server.attach;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;

/**
 * A store before which the parts are kept that were read lately. Thread-safe.
 *
 * <p>For one that is far away: a client is sent small chunks, as fast as it takes them, and each of
 * them would be a question. What is at a place never changes, and where it was removed by another
 * node nobody is given that place any more, so nothing here is ever wrong.
 */
public final class RecentParts implements BlobStore {
  /** For all downloads together, however many there are. */
  private static final long MOST_BYTES = 32L << 20;

  /** What was erased is not in memory for long. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Part(BlobPlace place, long number) {}

  private final BlobStore store;
  private final Cache<Part, byte[]> parts =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .<Part, byte[]>weigher((part, bytes) -> bytes.length)
          .expireAfterWrite(KEPT)
          .build();

  /** Reads from that one, which is closed with it. */
  public RecentParts(BlobStore store) {
    this.store = store;
  }

  @Override
  public void write(BlobPlace place, Iterator<byte[]> bytes) {
    forget(place);
    store.write(place, bytes);
  }

  @Override
  public byte[] read(BlobPlace place, long offset, int length) {
    Part part = new Part(place, offset / PART_BYTES);
    int from = (int) (offset % PART_BYTES);
    byte[] bytes = parts.getIfPresent(part);
    if (bytes == null) {
      bytes = store.read(place, part.number() * PART_BYTES, PART_BYTES);
      if (bytes.length > 0) {
        parts.put(part, bytes);
      }
    }
    if (bytes.length == 0) {
      return bytes;
    }
    return from < bytes.length
        ? Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length))
        : store.read(place, offset, length);
  }

  @Override
  public boolean has(BlobPlace place) {
    return store.has(place);
  }

  @Override
  public void delete(BlobPlace place) {
    forget(place);
    store.delete(place);
  }

  private void forget(BlobPlace place) {
    for (Part part : parts.asMap().keySet()) {
      if (part.place().equals(place)) {
        parts.invalidate(part);
      }
    }
  }

  @Override
  public void close() {
    parts.invalidateAll();
    store.close();
  }
}
