package io.redfire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.log.ContentHash;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every store of bytes. The test of each store is one of these. */
public abstract class BlobStoreContract {
  /** Whose bytes they are said to be. */
  protected static final ContentHash HASH = new ContentHash("ab".repeat(32));

  /** Opens a store in which nothing is. */
  protected abstract BlobStore open() throws Exception;

  /** Bytes as a store takes them. */
  protected static Iterator<byte[]> parts(byte[] bytes) {
    int count = (bytes.length + BlobStore.PART_BYTES - 1) / BlobStore.PART_BYTES;
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                Arrays.copyOfRange(
                    bytes,
                    i * BlobStore.PART_BYTES,
                    Math.min(bytes.length, (i + 1) * BlobStore.PART_BYTES)))
        .iterator();
  }

  /** So many bytes, the same each time. */
  protected static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** All that is at a place, read in pieces of that size. */
  protected static byte[] readAll(BlobStore store, BlobPlace place, int piece) {
    byte[] all = new byte[Math.toIntExact(place.size())];
    int at = 0;
    while (at < all.length) {
      byte[] read = store.read(place, at, piece);
      assertThat(read.length).isBetween(1, piece);
      System.arraycopy(read, 0, all, at, read.length);
      at += read.length;
    }
    return all;
  }

  @Test
  void bytesComeBackByWhateverPieces() throws Exception {
    byte[] bytes = noise(2 * BlobStore.PART_BYTES + 5);
    BlobPlace place = BlobPlace.fresh(HASH, bytes.length);
    try (BlobStore store = open()) {
      store.write(place, parts(bytes));
      for (int piece : new int[] {BlobStore.PART_BYTES, 32 * 1024, 100_003}) {
        assertThat(readAll(store, place, piece)).isEqualTo(bytes);
      }
      assertThat(store.read(place, bytes.length - 2L, 100))
          .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 2, bytes.length));
    }
  }

  @Test
  void placesOfOneHashAreApart() throws Exception {
    BlobPlace one = BlobPlace.fresh(HASH, 3);
    BlobPlace other = BlobPlace.fresh(HASH, 3);
    try (BlobStore store = open()) {
      store.write(one, List.of(noise(3)).iterator());
      store.write(other, List.of(noise(3)).iterator());
      assertThat(store.has(one)).isTrue();
      store.delete(one);
      store.delete(one);
      assertThat(store.has(one)).isFalse();
      assertThat(store.has(other)).isTrue();
      assertThat(store.read(one, 0, 3)).isEmpty();
      assertThat(store.read(other, 0, 3)).isEqualTo(noise(3));
    }
  }

  @Test
  void whatIsWrittenAgainTakesThePlaceOfWhatWasLeft() throws Exception {
    byte[] bytes = noise(BlobStore.PART_BYTES + 1);
    BlobPlace place = BlobPlace.fresh(HASH, bytes.length);
    Iterator<byte[]> broken =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public byte[] next() {
            if (next++ == 1) {
              throw new IllegalStateException("broken off");
            }
            return noise(BlobStore.PART_BYTES - 1);
          }
        };
    try (BlobStore store = open()) {
      assertThatThrownBy(() -> store.write(place, broken)).hasMessage("broken off");
      store.write(place, parts(bytes));
      assertThat(readAll(store, place, 1000)).isEqualTo(bytes);
      store.delete(place);
      assertThat(store.read(place, 0, 1)).isEmpty();
    }
  }
}
