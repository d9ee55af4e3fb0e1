package io.redfire.server.attach;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store before which the parts are kept that were read lately. Thread-safe.
 *
 * <p>For one that is far away: a client is sent small chunks, as fast as it takes them, and each of
 * them would be a question. What is at a place never changes, and where it was removed by another
 * node nobody is given that place any more, so nothing here is ever wrong.
 *
 * <p>Where there are too many, the one goes that was asked for the longest time ago: what goes by
 * how often it was asked for would lose those that are just being read, which nobody read before.
 */
public final class RecentParts implements BlobStore {
  /** For all downloads together, however many there are. */
  private static final long MOST_BYTES = 32L << 20;

  /** What it costs to remember a part, beside its bytes. */
  private static final long PART_OVERHEAD = 512;

  /** What was erased is not in memory for long. */
  static final Duration KEPT = Duration.ofMinutes(1);

  private record Part(BlobPlace place, long number) {}

  private record Bytes(byte[] bytes, long end) {
    long weight() {
      return bytes.length + PART_OVERHEAD;
    }
  }

  private final BlobStore store;
  private final Executor later;
  private final LongSupplier nanoTime;

  /** In the order in which they were asked for. Guarded by itself, as all below. */
  private final Map<Part, Bytes> parts = new LinkedHashMap<>(16, 0.75f, true);

  private long weight;
  private boolean isToBeCleared;

  /** Reads from that one, which is closed with it. */
  public RecentParts(BlobStore store) {
    this(
        store,
        CompletableFuture.delayedExecutor(KEPT.toNanos(), TimeUnit.NANOSECONDS, Runnable::run),
        System::nanoTime);
  }

  /**
   * As the other one.
   *
   * @param later runs what it is given once {@link #KEPT} is over
   */
  RecentParts(BlobStore store, Executor later, LongSupplier nanoTime) {
    this.store = store;
    this.later = later;
    this.nanoTime = nanoTime;
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
    byte[] bytes = recent(part);
    if (bytes == null) {
      bytes = store.read(place, part.number() * PART_BYTES, PART_BYTES);
      if (bytes.length > 0) {
        keep(part, bytes);
      }
    }
    if (bytes.length == 0) {
      return bytes;
    }
    return from < bytes.length
        ? Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length))
        : store.read(place, offset, length);
  }

  private byte @Nullable [] recent(Part part) {
    synchronized (parts) {
      Bytes kept = parts.get(part);
      return kept == null || kept.end() - nanoTime.getAsLong() <= 0 ? null : kept.bytes();
    }
  }

  private void keep(Part part, byte[] bytes) {
    synchronized (parts) {
      forget(part);
      Bytes kept = new Bytes(bytes, nanoTime.getAsLong() + KEPT.toNanos());
      parts.put(part, kept);
      weight += kept.weight();
      Iterator<Bytes> eldest = parts.values().iterator();
      while (weight > MOST_BYTES && eldest.hasNext()) {
        weight -= eldest.next().weight();
        eldest.remove();
      }
      clearLater();
    }
  }

  /** Also where nobody asks for anything any more. */
  private void clearLater() {
    if (!isToBeCleared && !parts.isEmpty()) {
      isToBeCleared = true;
      later.execute(this::clear);
    }
  }

  private void clear() {
    synchronized (parts) {
      isToBeCleared = false;
      long now = nanoTime.getAsLong();
      Iterator<Bytes> all = parts.values().iterator();
      while (all.hasNext()) {
        Bytes kept = all.next();
        if (kept.end() - now <= 0) {
          weight -= kept.weight();
          all.remove();
        }
      }
      clearLater();
    }
  }

  /** How much is in memory. */
  long weight() {
    synchronized (parts) {
      return weight;
    }
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
    synchronized (parts) {
      for (long number = 0; number * PART_BYTES < place.size(); number++) {
        forget(new Part(place, number));
      }
    }
  }

  private void forget(Part part) {
    Bytes gone = parts.remove(part);
    weight -= gone == null ? 0 : gone.weight();
  }

  @Override
  public void close() {
    synchronized (parts) {
      parts.clear();
      weight = 0;
    }
    store.close();
  }
}
