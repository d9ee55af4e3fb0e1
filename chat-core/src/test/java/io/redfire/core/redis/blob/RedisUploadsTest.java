package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobRoom.CAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisUploadsTest {
  private final BlobRoom chat = new BlobRoom();
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    chat.close();
  }

  private Upload begin(long size) {
    return Upload.begin(
        chat.room, new UserName("alice"), size, Optional.of(CAT), now.plus(Duration.ofHours(1)));
  }

  private Upload open(long size) {
    Upload upload = begin(size);
    assertThat(chat.uploads.open(upload, 0, now)).isTrue();
    return upload;
  }

  @Test
  void uploadIsFoundAsItBegan() {
    Upload upload = open(10);
    Upload found = chat.uploads.find(upload.id()).orElseThrow();
    assertThat(found).usingRecursiveComparison().ignoringFields("end").isEqualTo(upload);
    assertThat(chat.uploads.find("0".repeat(32))).isEmpty();
    assertThat(chat.redis.pttl(chat.keys.upload(upload.id()))).isBetween(1L, 3_600_000L);
    assertThat(chat.redis.pttl(chat.keys.uploadsOf(upload.user()))).isBetween(1L, 3_600_000L);
  }

  @Test
  void bytesComeBackWhateverTheyWereCutInto() {
    byte[] bytes = new byte[3 * BlobStore.PART_BYTES + 17];
    new Random(7).nextBytes(bytes);
    Upload upload = open(bytes.length);
    Upload at = upload;
    for (int from = 0; from < bytes.length; from = (int) at.received()) {
      int to = Math.min(bytes.length, from + 300_001);
      at = chat.uploads.add(at, from, Arrays.copyOfRange(bytes, from, to)).orElseThrow();
      assertThat(at.received()).isEqualTo(to);
    }
    for (int part = 0; part < 4; part++) {
      int from = part * BlobStore.PART_BYTES;
      assertThat(chat.uploads.read(at, part))
          .isEqualTo(
              Arrays.copyOfRange(bytes, from, Math.min(from + BlobStore.PART_BYTES, bytes.length)));
      assertThat(chat.redis.pttl(chat.keys.uploadPart(upload.id(), part))).isPositive();
    }
  }

  @Test
  void bytesAtTheWrongPlaceAreNotAddedAndTheRightOneIsTold() {
    Upload upload = open(600_000);
    assertThat(chat.uploads.add(upload, 0, BlobRoom.bytes("abc")).orElseThrow().received())
        .isEqualTo(3);
    for (long wrong : new long[] {0, 2, 4, BlobStore.PART_BYTES}) {
      assertThat(chat.uploads.add(upload, wrong, BlobRoom.bytes("xy")).orElseThrow().received())
          .isEqualTo(3);
    }
    assertThat(chat.uploads.read(upload, 0)).isEqualTo(BlobRoom.bytes("abc"));
    assertThat(chat.uploads.find(upload.id()).orElseThrow().received()).isEqualTo(3);
  }

  @Test
  void userHasSoManyUnderWayAndAnotherWhenOneEnded() {
    Upload first = begin(1);
    Upload second = begin(1);
    assertThat(chat.uploads.open(first, 2, now)).isTrue();
    assertThat(chat.uploads.open(second, 2, now)).isTrue();
    assertThat(chat.uploads.open(second, 2, now)).as("asked again").isTrue();
    assertThat(chat.uploads.open(begin(1), 2, now)).isFalse();
    chat.uploads.finish(first, CAT);
    assertThat(chat.uploads.open(begin(1), 2, now)).isTrue();
    assertThat(chat.uploads.open(begin(1), 2, now)).isFalse();
    chat.uploads.discard(second);
    assertThat(chat.uploads.open(begin(1), 2, now)).isTrue();
    assertThat(chat.uploads.open(begin(1), 2, now.plus(Duration.ofHours(2)))).isTrue();
  }

  @Test
  void whatIsDoneIsRememberedWithoutItsBytes() {
    Upload upload = open(3);
    Upload whole = chat.uploads.add(upload, 0, BlobRoom.bytes("abc")).orElseThrow();
    chat.uploads.finish(whole, CAT);
    assertThat(chat.uploads.find(upload.id()).orElseThrow().done()).contains(CAT);
    assertThat(chat.uploads.read(whole, 0)).isEmpty();
    chat.uploads.discard(whole);
    assertThat(chat.uploads.find(upload.id())).isEmpty();
    assertThat(chat.uploads.add(upload, 0, BlobRoom.bytes("abc"))).isEmpty();
    assertThat(chat.redis.exists(chat.keys.upload(upload.id()))).isFalse();
  }
}
