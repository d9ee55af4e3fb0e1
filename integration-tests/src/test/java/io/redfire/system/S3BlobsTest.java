package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.log.LogException;
import io.redfire.server.attach.RecentParts;
import io.redfire.server.attach.s3.Bucket;
import io.redfire.server.attach.s3.S3Blobs;
import io.redfire.server.attach.s3.UnusableBucketException;
import io.redfire.testing.BlobStoreContract;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class S3BlobsTest extends BlobStoreContract {
  private static BucketServer server;

  private final String prefix = UUID.randomUUID() + "/blobs/";

  @BeforeAll
  static void start() {
    server = new BucketServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected BlobStore open() {
    return new S3Blobs(server.bucket(prefix), BucketServer.right());
  }

  private List<String> keys() {
    return server.keys().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  /** With what was read lately in memory it keeps the same promises. */
  @Nested
  class WithRecentParts extends BlobStoreContract {
    @Override
    protected BlobStore open() {
      return new RecentParts(S3BlobsTest.this.open());
    }
  }

  @Test
  void objectsAreNamedAsFilesAreAndNothingIsLeftOfThem() throws Exception {
    BlobPlace place = BlobPlace.fresh(HASH, 3);
    try (BlobStore store = open()) {
      store.write(place, parts(noise(3)));
      assertThat(keys()).containsExactly(prefix + "ab/" + HASH + "." + place.word());
      store.delete(place);
      assertThat(keys()).isEmpty();
    }
  }

  @Test
  void largeOnesAreSentInPieces() throws Exception {
    for (int size : new int[] {5 << 20, (5 << 20) + 1, (11 << 20) + 77}) {
      byte[] bytes = noise(size);
      BlobPlace place = BlobPlace.fresh(HASH, size);
      try (BlobStore store = open()) {
        store.write(place, parts(bytes));
        assertThat(store.has(place)).isTrue();
        assertThat(readAll(store, place, BlobStore.PART_BYTES)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void whatBreaksOffWhileItIsSentInPiecesIsNotThere() throws Exception {
    BlobPlace place = BlobPlace.fresh(HASH, 12 << 20);
    Iterator<byte[]> all = parts(noise(12 << 20));
    Iterator<byte[]> broken =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public byte[] next() {
            if (next++ == 30) {
              throw new IllegalStateException("broken off");
            }
            return all.next();
          }
        };
    try (BlobStore store = open()) {
      assertThatThrownBy(() -> store.write(place, broken)).hasMessage("broken off");
      assertThat(store.has(place)).isFalse();
      assertThat(store.read(place, 0, 1)).isEmpty();
      assertThat(keys()).isEmpty();
    }
  }

  @Test
  void oneThatIsShorterThanItShouldBeIsNotThere() throws Exception {
    BlobPlace place = BlobPlace.fresh(HASH, 1000);
    try (BlobStore store = open()) {
      store.write(place, parts(noise(999)));
      assertThat(store.has(place)).isFalse();
      assertThat(store.read(place, 999, 1)).isEmpty();
    }
  }

  private static void assertUnavailable(ThrowingCallable call) {
    LogException failure = catchThrowableOfType(LogException.class, call);
    assertThat(failure.reason()).isEqualTo(LogException.Reason.UNAVAILABLE);
    assertThat(failure).hasMessage("the bucket of attachments does not work");
  }

  @Test
  void bucketThatDoesNotAnswerIsAStoreThatDoesNot() throws Exception {
    try (BucketServer own = new BucketServer();
        S3Blobs store = new S3Blobs(own.bucket(""), BucketServer.right())) {
      BlobPlace place = BlobPlace.fresh(HASH, 3);
      store.write(place, parts(noise(3)));
      own.stop();
      assertUnavailable(() -> store.read(place, 0, 3));
      assertUnavailable(() -> store.has(place));
      assertUnavailable(() -> store.write(place, parts(noise(3))));
      assertUnavailable(() -> store.delete(place));
      assertUnavailable(store::check);
      own.start();
      assertThat(store.read(place, 0, 3)).isEqualTo(noise(3));
    }
  }

  @Test
  void bucketThatIsNotThereIsAStoreThatDoesNotAnswer() {
    try (S3Blobs store = new S3Blobs(server.named("another", ""), BucketServer.right())) {
      BlobPlace place = BlobPlace.fresh(HASH, 3);
      assertUnavailable(() -> store.read(place, 0, 3));
      assertUnavailable(() -> store.has(place));
      assertUnavailable(() -> store.write(place, parts(noise(3))));
    }
  }

  @Test
  void bucketThatCanBeUsedIsLeftAsItWas() {
    try (S3Blobs store = new S3Blobs(server.bucket(prefix), BucketServer.right())) {
      store.check();
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void whyABucketCannotBeUsedIsSaidInOneLine() {
    Bucket bucket = server.bucket(prefix);
    try (S3Blobs store = new S3Blobs(bucket, BucketServer.wrong())) {
      assertThatThrownBy(store::check)
          .isInstanceOf(UnusableBucketException.class)
          .hasMessage(bucket + ": it does not let us write (403 SignatureDoesNotMatch)");
    }
    Bucket absent = server.named("another", "");
    try (S3Blobs store = new S3Blobs(absent, BucketServer.right())) {
      assertThatThrownBy(store::check)
          .isInstanceOf(UnusableBucketException.class)
          .hasMessage(absent + ": it does not let us write (404 NoSuchBucket)");
    }
  }
}
