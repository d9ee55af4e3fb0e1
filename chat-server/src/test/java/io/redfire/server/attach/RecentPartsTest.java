package io.redfire.server.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.log.ContentHash;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class RecentPartsTest {
  private static final int CHUNK = 32 * 1024;
  private static final int SIZE = 40 << 20;

  private final Counting far = new Counting();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private long now;
  private final RecentParts parts = new RecentParts(far, later::add, () -> now);

  /** Has whatever is asked for, and counts. */
  private static final class Counting implements BlobStore {
    private int reads;

    @Override
    public void write(BlobPlace place, Iterator<byte[]> bytes) {}

    @Override
    public byte[] read(BlobPlace place, long offset, int length) {
      reads++;
      byte[] bytes = new byte[(int) Math.min(length, place.size() - offset)];
      Arrays.fill(bytes, (byte) (offset / PART_BYTES));
      return bytes;
    }

    @Override
    public boolean has(BlobPlace place) {
      return true;
    }

    @Override
    public void delete(BlobPlace place) {}

    @Override
    public void close() {}
  }

  private static BlobPlace place(int size) {
    return BlobPlace.fresh(new ContentHash("ab".repeat(32)), size);
  }

  private void read(BlobPlace place, long offset) {
    byte[] chunk = parts.read(place, offset, CHUNK);
    assertThat(chunk).hasSize((int) Math.min(CHUNK, place.size() - offset));
    assertThat(chunk[0]).isEqualTo((byte) (offset / BlobStore.PART_BYTES));
  }

  @Test
  void twoDownloadsThatTakeTurnsAskForEachPartOnce() {
    BlobPlace one = place(SIZE);
    BlobPlace other = place(SIZE);
    for (int offset = 0; offset < SIZE; offset += CHUNK) {
      read(one, offset);
      read(other, offset);
    }
    assertThat(far.reads).isEqualTo(2 * SIZE / BlobStore.PART_BYTES);
    assertThat(parts.weight()).isBetween(31L << 20, 32L << 20);
  }

  @Test
  void smallOnesAreBoundedToo() {
    for (int i = 0; i < 100_000; i++) {
      read(place(1), 0);
    }
    assertThat(parts.weight()).isLessThanOrEqualTo(32 << 20);
  }

  @Test
  void nothingStaysLongerThanAMinuteHoweverQuietItIs() {
    BlobPlace one = place(SIZE);
    read(one, 0);
    now += RecentParts.KEPT.toNanos() / 2;
    read(one, BlobStore.PART_BYTES);
    assertThat(later).hasSize(1);
    now += RecentParts.KEPT.toNanos() / 2;
    later.remove().run();
    assertThat(parts.weight()).isBetween(1L, 2L * BlobStore.PART_BYTES - 1);
    now += RecentParts.KEPT.toNanos();
    later.remove().run();
    assertThat(parts.weight()).isZero();
    assertThat(later).isEmpty();
    read(one, 0);
    assertThat(far.reads).isEqualTo(3);
    assertThat(later).hasSize(1);
  }

  @Test
  void whatIsReadAgainAfterAMinuteIsAskedForAgain() {
    BlobPlace one = place(5);
    read(one, 0);
    now += RecentParts.KEPT.toNanos() - 1;
    read(one, 0);
    assertThat(far.reads).isEqualTo(1);
    now++;
    read(one, 0);
    assertThat(far.reads).isEqualTo(2);
  }

  @Test
  void whatIsDeletedIsNotInMemory() {
    BlobPlace one = place(SIZE);
    BlobPlace other = place(5);
    read(one, 0);
    read(one, SIZE - 1);
    read(other, 0);
    long before = parts.weight();
    parts.delete(one);
    assertThat(parts.weight()).isBetween(1L, before - 2 * BlobStore.PART_BYTES);
    read(other, 0);
    assertThat(far.reads).isEqualTo(3);
  }
}
