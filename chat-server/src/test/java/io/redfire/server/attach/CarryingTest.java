package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
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
import java.lang.reflect.Proxy;
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
    carrying = carrying(rooms, Optional.empty(), 0);
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
    return hold(CAT);
  }

  private HeldAttachment hold(byte[] bytes) {
    Upload upload =
        Upload.begin(FROM, ALICE, bytes.length, Optional.empty(), now.plus(Duration.ofDays(1)));
    assertThat(uploads.open(upload, 0, now)).isTrue();
    return sealing.seal(uploads.add(upload, 0, bytes).orElseThrow(), () -> {});
  }

  /** Those rooms, where the answer of whoever lets them hold something is lost. */
  private RoomAttachments deaf() {
    return (RoomAttachments)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RoomAttachments.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(rooms, arguments);
              if (method.getName().equals("bind")) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "no answer", null);
              }
              return answer;
            });
  }

  private Carrying carrying(RoomAttachments to, Optional<Rate> kibibytes, long bytesPerRoom) {
    return new Carrying(store, ledger, to, new ByteRate(rates, kibibytes), bytesPerRoom, () -> now);
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
  void whatTheRoomHoldsThoughTheAnswerWasLostIsKept() {
    HeldAttachment original = hold();
    long first = send(original);
    List<ContentHash> hashes = List.of(original.hash());
    Carrying deaf = carrying(deaf(), Optional.empty(), 0);
    assertThatThrownBy(() -> deaf.carry(ALICE, FROM, TO, hashes)).isInstanceOf(LogException.class);
    HeldAttachment copy = Objects.requireNonNull(rooms.find(TO, hashes).get(original.hash()));
    assertThat(send(copy)).isOne();
    erase(FROM, first);
    collectLater();
    assertThat(bytes(copy)).isEqualTo(CAT);
  }

  @Test
  void whatIsRefusedForOneFileBringsNoneAndCostsNothing() {
    HeldAttachment cat = hold();
    HeldAttachment dog = hold(new byte[3000]);
    List<ContentHash> both = List.of(cat.hash(), dog.hash());
    Optional<Rate> four = Optional.of(new Rate(4, Duration.ofDays(1)));
    assertRefused(carrying(rooms, four, 3000), both, Reason.ROOM_FULL);
    BlobPlace place = ledger.find(dog.hash()).orElseThrow();
    store.delete(place);
    assertRefused(carrying(rooms, four, 0), both, Reason.ATTACHMENT_NOT_FOUND);
    store.write(place, List.of(new byte[3000]).iterator());
    assertThat(carrying(rooms, four, 3005).carry(ALICE, FROM, TO, both)).hasSize(2);
    // And that was all there is for a day.
    HeldAttachment other = hold(new byte[1]);
    assertRefused(carrying(rooms, four, 0), List.of(other.hash()), Reason.RATE_LIMITED);
  }

  private void assertRefused(Carrying with, List<ContentHash> hashes, Reason reason) {
    assertThatThrownBy(() -> with.carry(ALICE, FROM, TO, hashes))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.reason()).isEqualTo(reason));
    assertThat(rooms.find(TO, hashes)).isEmpty();
  }

  @Test
  void filesThatAreMoreThanThereEverAreAtOnceCountAsThat() {
    List<ContentHash> both = List.of(hold(new byte[3000]).hash(), hold(new byte[3001]).hash());
    Optional<Rate> four = Optional.of(new Rate(4, Duration.ofDays(1)));
    assertThat(carrying(rooms, four, 0).carry(ALICE, FROM, TO, both)).hasSize(2);
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
