package io.redfire.core.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every store. */
class BlobStoreTest {
  private static final ContentHash HASH = new ContentHash("ab".repeat(32));

  @TempDir Path directory;

  /** The stores there are. */
  enum Kind {
    REDIS,
    DIRECTORY
  }

  private BlobStore open(Kind kind) throws IOException {
    return switch (kind) {
      case REDIS ->
          new RedisBlobs(TestRedis.shared().connections(), new RedisKeys(TestRedis.newPrefix()), 2);
      case DIRECTORY -> new DirectoryBlobs(directory.resolve("new/blobs"));
    };
  }

  private static Iterator<byte[]> parts(byte[] bytes) {
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

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] readAll(BlobStore store, BlobPlace place, int piece) {
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

  @ParameterizedTest
  @EnumSource
  void bytesComeBackByWhateverPieces(Kind kind) throws IOException {
    byte[] bytes = noise(2 * BlobStore.PART_BYTES + 5);
    BlobPlace place = BlobPlace.fresh(HASH, bytes.length);
    try (BlobStore store = open(kind)) {
      store.write(place, parts(bytes));
      for (int piece : new int[] {BlobStore.PART_BYTES, 32 * 1024, 100_003}) {
        assertThat(readAll(store, place, piece)).isEqualTo(bytes);
      }
      assertThat(store.read(place, bytes.length - 2L, 100))
          .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 2, bytes.length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void placesOfOneHashAreApart(Kind kind) throws IOException {
    BlobPlace one = BlobPlace.fresh(HASH, 3);
    BlobPlace other = BlobPlace.fresh(HASH, 3);
    try (BlobStore store = open(kind)) {
      store.write(one, List.of(noise(3)).iterator());
      store.write(other, List.of(noise(3)).iterator());
      store.delete(one);
      store.delete(one);
      assertThat(store.read(one, 0, 3)).isEmpty();
      assertThat(store.read(other, 0, 3)).isEqualTo(noise(3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenAgainTakesThePlaceOfWhatWasLeft(Kind kind) throws IOException {
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
    try (BlobStore store = open(kind)) {
      assertThatThrownBy(() -> store.write(place, broken)).hasMessage("broken off");
      store.write(place, parts(bytes));
      assertThat(readAll(store, place, 1000)).isEqualTo(bytes);
      store.delete(place);
      assertThat(store.read(place, 0, 1)).isEmpty();
    }
  }

  @Test
  void filesAreInTheDirectoryAndNothingIsLeftOfThem() throws IOException {
    BlobPlace place = BlobPlace.fresh(HASH, 3);
    Path blobs = directory.resolve("new/blobs");
    try (BlobStore store = open(Kind.DIRECTORY)) {
      store.write(place, List.of(noise(3)).iterator());
      assertThat(files(blobs)).containsExactly(blobs.resolve("ab/" + HASH + "." + place.word()));
      store.delete(place);
      assertThat(files(blobs)).isEmpty();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void directoryThatDoesNotWorkIsAStoreThatDoesNotAnswer() throws IOException {
    BlobPlace place = BlobPlace.fresh(HASH, 3);
    try (BlobStore store = open(Kind.DIRECTORY)) {
      Files.writeString(directory.resolve("new/blobs/ab"), "in the way");
      assertThatThrownBy(() -> store.write(place, List.of(noise(3)).iterator()))
          .isInstanceOfSatisfying(
              LogException.class,
              failure -> assertThat(failure.reason()).isEqualTo(LogException.Reason.UNAVAILABLE));
    }
    assertThatThrownBy(() -> new DirectoryBlobs(directory.resolve("new/blobs/ab")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void placeHoldsNothingThatCouldBeAPath() {
    for (String word : List.of("", "..", "a/b", "A", "../../etc", "x")) {
      assertThatThrownBy(() -> new BlobPlace(HASH, word, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String hash : List.of("", "..", "AB".repeat(32), "/".repeat(64), "ab".repeat(33))) {
      assertThatThrownBy(() -> new ContentHash(hash)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
