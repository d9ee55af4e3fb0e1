package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.blob.RedisBlobLedger;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.core.redis.blob.RedisRoomAttachments;
import io.redfire.core.redis.blob.RedisUploads;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files for a room that is none yet, and may never be one. */
class SealedFilesTest {
  private static final RoomName ROOM = new RoomName("album");
  private static final byte[] CAT = "a cat".getBytes(UTF_8);
  private static final ContentHash HASH =
      new ContentHash(Hashing.sha256().hashBytes(CAT).toString());

  private final RedisConnections connections = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisUploads uploads = new RedisUploads(connections, keys, 4);
  private final RedisBlobs store = new RedisBlobs(connections, keys, 4);
  private final RedisBlobLedger ledger = new RedisBlobLedger(connections, keys, 4);
  private final RedisRoomAttachments rooms = new RedisRoomAttachments(connections, keys, 4);
  private final Thumbnails thumbnails = new Thumbnails();
  private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private Collector collector;
  private FileIntake intake;

  @BeforeEach
  void open() {
    collector = new Collector(rooms, ledger, store, Duration.ofMinutes(1), () -> now);
    intake =
        new StoredFiles(uploads, rooms, ledger, store, thumbnails, AttachmentLimits.NONE, () -> now)
            .intake(new UserName("root"), ROOM, rooms);
  }

  @AfterEach
  void close() {
    collector.close();
    thumbnails.close();
    uploads.close();
    store.close();
    ledger.close();
    rooms.close();
  }

  private void take() {
    intake.begin(HASH, CAT.length);
    intake.add(CAT);
    intake.end();
  }

  private Set<String> left() {
    try (RedisServers servers = connections.servers("test", 1)) {
      return servers.client().keys(keys.prefix() + "blob*");
    }
  }

  @Test
  void whatWasTakenForARoomThatIsNoneGoesAtOnce() {
    take();
    intake.close();
    collector.collect();
    assertThat(left()).isEmpty();
  }

  @Test
  void nobodyClearsUpWhileItLasts() {
    take();
    now = now.plus(SealedFiles.LONGEST);
    collector.collect();
    intake.verify();
    assertThat(ledger.find(HASH)).isPresent();
  }

  @Test
  void whatTheRoomHasIsFromThenOnAsWhatWasUploaded() {
    take();
    intake.keep();
    intake.close();
    assertThat(ledger.holders(HASH, 0).values()).containsExactly(now);
    assertThat(ledger.find(HASH).filter(store::has)).isPresent();
  }

  @Test
  void whatTheRoomMayHaveStays() {
    take();
    intake.leave();
    intake.close();
    collector.collect();
    assertThat(ledger.holders(HASH, 0)).hasSize(1);
    assertThat(ledger.find(HASH).filter(store::has)).isPresent();
  }

  @Test
  void whatTakesTooLongIsRefused() {
    now = now.plus(SealedFiles.LONGEST).plusMillis(1);
    assertThatThrownBy(intake::verify)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.reason()).isEqualTo(Reason.ROOM_CHANGED));
    assertThatThrownBy(() -> intake.begin(HASH, CAT.length)).isInstanceOf(Problem.class);
  }
}
