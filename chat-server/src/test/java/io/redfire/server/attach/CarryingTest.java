package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.blob.RedisBlobLedger;
import io.redfire.core.redis.blob.RedisBlobs;
import io.redfire.core.redis.blob.RedisRoomAttachments;
import io.redfire.core.redis.blob.RedisUploads;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes of which another room becomes a holder, and what becomes of them. */
class CarryingTest {
  private static final RoomName FROM = new RoomName("from");
  private static final RoomName TO = new RoomName("to");
  private static final UserName ALICE = new UserName("alice");
  private static final byte[] CAT = "a cat".getBytes(UTF_8);

  private final RedisConnections connections = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisUploads uploads = new RedisUploads(connections, keys, 4);
  private final RedisBlobs store = new RedisBlobs(connections, keys, 4);
  private final RedisBlobLedger ledger = new RedisBlobLedger(connections, keys, 4);
  private final RedisRoomAttachments rooms = new RedisRoomAttachments(connections, keys, 4);
  private final RedisRateLimits rates = new RedisRateLimits(connections, keys);
  private final RedisMessageLog log =
      new RedisMessageLog(connections, keys, 0, 2, RedisObserver.NONE);
  private final Thumbnails thumbnails = new Thumbnails();
  private Instant now = Instant.now();
  private Collector collector;
  private Sealing sealing;
  private Carrying carrying;

  @BeforeEach
  void open() {
    collector = new Collector(rooms, ledger, store, Duration.ofMinutes(1), () -> now);
    sealing = new Sealing(uploads, store, ledger, rooms, thumbnails, 0, () -> now);
    carrying =
        new Carrying(store, ledger, rooms, new ByteRate(rates, Optional.empty()), 0, () -> now);
  }

  @AfterEach
  void close() {
    collector.close();
    thumbnails.close();
    uploads.close();
    store.close();
    ledger.close();
    rooms.close();
    rates.close();
    log.close();
  }

  private HeldAttachment hold() {
    Upload upload =
        Upload.begin(FROM, ALICE, CAT.length, Optional.empty(), now.plus(Duration.ofDays(1)));
    assertThat(uploads.open(upload, 0, now)).isTrue();
    return sealing.seal(uploads.add(upload, 0, CAT).orElseThrow(), () -> {});
  }

  private HeldAttachment carry(ContentHash hash) {
    return Objects.requireNonNull(carrying.carry(ALICE, FROM, TO, List.of(hash)).get(hash));
  }

  private long send(HeldAttachment held) {
    return log.append(
            new NewMessage(held.holder().room(), MessageId.create(), ALICE, now, "look")
                .with(List.of(new Attachment(held.hash(), "", "", held.facts()))))
        .join()
        .position()
        .seq();
  }

  private void erase(RoomName room, long seq) {
    var unused = log.append(new NewErasure(room, MessageId.create(), ALICE, now, seq)).join();
  }

  private void collectLater() {
    now = now.plus(Duration.ofHours(2));
    collector.collect();
    collector.collect();
  }

  private Set<String> left() {
    try (RedisServers servers = connections.servers("test", 1)) {
      return servers.client().keys(keys.prefix() + "blob*");
    }
  }

  private byte[] bytes(HeldAttachment held) {
    return store.read(ledger.find(held.hash()).orElseThrow(), 0, CAT.length);
  }

  private void assertGone(ContentHash hash) {
    assertThatThrownBy(() -> carry(hash))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.reason()).isEqualTo(Reason.ATTACHMENT_NOT_FOUND));
    assertThat(rooms.find(TO, List.of(hash))).isEmpty();
  }

  @Test
  void theOtherRoomHoldsTheSameBytesWhateverBecomesOfTheFirstOne() {
    HeldAttachment original = hold();
    long first = send(original);
    HeldAttachment copy = carry(original.hash());
    assertThat(copy.facts()).isEqualTo(original.facts());
    assertThat(copy.holder().room()).isEqualTo(TO);
    assertThat(ledger.holders(original.hash(), 0))
        .containsOnlyKeys(original.holder(), copy.holder());
    long second = send(copy);
    erase(FROM, first);
    collectLater();
    assertThat(rooms.find(FROM, List.of(original.hash()))).isEmpty();
    assertThat(bytes(copy)).isEqualTo(CAT);
    erase(TO, second);
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatIsCarriedAndNeverSentGoes() {
    HeldAttachment original = hold();
    var unused = send(original);
    assertThat(carry(original.hash())).isEqualTo(carry(original.hash()));
    collectLater();
    assertThat(rooms.find(TO, List.of(original.hash()))).isEmpty();
    assertThat(ledger.holders(original.hash(), 0)).containsOnlyKeys(original.holder());
    assertThat(bytes(original)).isEqualTo(CAT);
  }

  @Test
  void whatTheFirstRoomDoesNotHoldIsCarriedNowhere() {
    assertGone(new ContentHash("0".repeat(64)));
    assertThat(left()).isEmpty();
  }

  @Test
  void bytesThatAreLostAreCarriedNowhereAndLeaveNothing() {
    HeldAttachment original = hold();
    var unused = send(original);
    store.delete(ledger.find(original.hash()).orElseThrow());
    assertGone(original.hash());
    assertThat(ledger.holders(original.hash(), 0)).containsOnlyKeys(original.holder());
    try (RedisServers servers = connections.servers("test", 1)) {
      servers.client().del(keys.blobPlace(original.hash()), keys.blobHolders(original.hash()));
    }
    assertGone(original.hash());
    erase(FROM, 1);
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatTheLedgerForgotOfTheOtherRoomIsKnownAgain() {
    HeldAttachment original = hold();
    var unused = send(original);
    HeldAttachment copy = carry(original.hash());
    ledger.release(original.hash(), copy.holder(), now);
    assertThat(carry(original.hash())).isEqualTo(copy);
    assertThat(ledger.holders(original.hash(), 0)).containsKey(copy.holder());
  }
}
