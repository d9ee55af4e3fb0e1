package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.BlobStore;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.Upload;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
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
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept and what goes, whoever dies or comes in the middle. */
class CollectorTest {
  private static final RoomName ROOM = new RoomName("album");
  private static final UserName ALICE = new UserName("alice");
  private static final byte[] CAT = "a cat".getBytes(UTF_8);

  private final RedisConnections connections = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisUploads uploads = new RedisUploads(connections, keys, 4);
  private final RedisBlobs store = new RedisBlobs(connections, keys, 4);
  private final RedisBlobLedger ledger = new RedisBlobLedger(connections, keys, 4);
  private final RedisRoomAttachments rooms = new RedisRoomAttachments(connections, keys, 4);
  private final RedisMessageLog log =
      new RedisMessageLog(connections, keys, 0, 2, RedisObserver.NONE);
  private final Thumbnails thumbnails = new Thumbnails();
  private Instant now = Instant.now();
  private Collector collector;
  private Sealing sealing;

  @BeforeEach
  void open() {
    collector = new Collector(rooms, ledger, store, Duration.ofMinutes(1), () -> now);
    sealing = new Sealing(uploads, store, ledger, rooms, thumbnails, 0, () -> now);
  }

  @AfterEach
  void close() {
    collector.close();
    thumbnails.close();
    uploads.close();
    store.close();
    ledger.close();
    rooms.close();
    log.close();
  }

  private HeldAttachment hold(RoomName room, byte[] bytes) {
    Upload upload =
        Upload.begin(room, ALICE, bytes.length, Optional.empty(), now.plus(Duration.ofDays(1)));
    assertThat(uploads.open(upload, 0, now)).isTrue();
    return sealing.seal(uploads.add(upload, 0, bytes).orElseThrow(), () -> {});
  }

  private HeldAttachment hold() {
    return hold(ROOM, CAT);
  }

  private CompletableFuture<Long> sending(HeldAttachment held) {
    return log.append(
            new NewMessage(held.holder().room(), MessageId.create(), ALICE, now, "look")
                .with(List.of(new Attachment(held.hash(), "", "", held.facts()))))
        .thenApply(appended -> appended.position().seq());
  }

  private long send(HeldAttachment held) {
    return sending(held).join();
  }

  private void collectLater() {
    now = now.plus(Duration.ofHours(2));
    collect();
  }

  /** Twice, since what the last holder leaves goes the next time at the latest. */
  private void collect() {
    collector.collect();
    collector.collect();
  }

  private boolean isKept(HeldAttachment held) {
    Optional<BlobPlace> place = ledger.find(held.hash());
    return place.isPresent() && store.read(place.get(), 0, 1).length == 1;
  }

  /** All keys but those of the log, of ids and of uploads, which end by themselves. */
  private Set<String> left() {
    try (RedisServers servers = connections.servers("test", 1)) {
      Set<String> all = servers.client().keys(keys.prefix() + "blob*");
      return all;
    }
  }

  @Test
  void whatAMessageHasStays() {
    HeldAttachment held = hold();
    var unused = send(held);
    collectLater();
    assertThat(isKept(held)).isTrue();
    assertThat(rooms.find(ROOM, List.of(held.hash()))).isNotEmpty();
  }

  @Test
  void whatNoMessageHasGoesAfterAnHourAndNothingIsLeftOfIt() {
    HeldAttachment held = hold();
    now = now.plus(Duration.ofMinutes(59));
    collect();
    assertThat(isKept(held)).isTrue();
    collectLater();
    assertThat(isKept(held)).isFalse();
    assertThat(rooms.find(ROOM, List.of(held.hash()))).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatAnErasedMessageHadGoes() {
    HeldAttachment held = hold();
    long seq = send(held);
    log.append(new NewErasure(ROOM, MessageId.create(), ALICE, now, seq)).join();
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void bytesOfTwoRoomsStayForTheOneThatNeedsThem() {
    RoomName other = new RoomName("other");
    HeldAttachment here = hold();
    HeldAttachment there = hold(other, CAT);
    assertThat(there.hash()).isEqualTo(here.hash());
    var unused = send(there);
    collectLater();
    assertThat(rooms.find(ROOM, List.of(here.hash()))).isEmpty();
    assertThat(rooms.find(other, List.of(here.hash()))).isNotEmpty();
    assertThat(isKept(there)).isTrue();
  }

  @Test
  void bytesThatComeAgainAreThereAgain() {
    HeldAttachment first = hold();
    now = now.plus(Duration.ofHours(2));
    collector.collect();
    HeldAttachment second = hold();
    assertThat(second.holder()).isNotEqualTo(first.holder());
    collect();
    assertThat(isKept(second)).isTrue();
    var unused = send(second);
    collectLater();
    assertThat(isKept(second)).isTrue();
  }

  @Test
  void whoDiesWhileWritingLeavesNothing() {
    ContentHash hash = new ContentHash(Hashing.sha256().hashBytes(CAT).toString());
    // Held and written, but not kept.
    BlobPlace lost = BlobPlace.fresh(hash, CAT.length);
    var unused = ledger.hold(BlobHolder.create(ROOM), lost, now, now.plus(Duration.ofHours(1)));
    store.write(lost, List.of(CAT).iterator());
    // Kept, but the room does not hold it.
    BlobPlace kept = BlobPlace.fresh(hash, CAT.length);
    unused = ledger.hold(BlobHolder.create(ROOM), kept, now, now.plus(Duration.ofHours(1)));
    store.write(kept, List.of(CAT).iterator());
    unused = ledger.keep(kept);
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void bytesThatWereLostComeBackWithWhoeverBringsThemAgain() {
    HeldAttachment first = hold();
    store.delete(ledger.find(first.hash()).orElseThrow());
    assertThat(sealing.isKept(first.hash())).isFalse();
    assertThat(hold()).isEqualTo(first);
    assertThat(sealing.isKept(first.hash())).isTrue();
    var unused = send(first);
    collectLater();
    assertThat(isKept(first)).isTrue();
  }

  @Test
  void whatTheLedgerForgotOfARoomIsKnownAgainWhenTheBytesComeAgain() {
    HeldAttachment first = hold();
    var unused = send(first);
    try (RedisServers servers = connections.servers("test", 1)) {
      servers.client().del(keys.blobPlace(first.hash()), keys.blobHolders(first.hash()));
    }
    assertThat(hold()).isEqualTo(first);
    collectLater();
    assertThat(isKept(first)).isTrue();
    assertThat(ledger.holders(first.hash(), 0)).containsOnlyKeys(first.holder());
  }

  @Test
  void whoMayNotWriteAnyMoreWhenItIsWrittenBringsNothing() {
    Upload upload =
        Upload.begin(ROOM, ALICE, CAT.length, Optional.empty(), now.plus(Duration.ofDays(1)));
    assertThat(uploads.open(upload, 0, now)).isTrue();
    Upload whole = uploads.add(upload, 0, CAT).orElseThrow();
    assertThatThrownBy(
            () ->
                sealing.seal(
                    whole,
                    () -> {
                      throw new IllegalStateException("no more");
                    }))
        .hasMessage("no more");
    ContentHash hash = new ContentHash(Hashing.sha256().hashBytes(CAT).toString());
    assertThat(rooms.find(ROOM, List.of(hash))).isEmpty();
    collectLater();
    assertThat(left()).isEmpty();
  }

  /** A store that is so slow to write that the caller is given up meanwhile. */
  private final class SlowBlobs implements BlobStore {
    @Override
    public void write(BlobPlace place, Iterator<byte[]> parts) {
      collectLater();
      store.write(place, parts);
    }

    @Override
    public byte[] read(BlobPlace place, long offset, int length) {
      return store.read(place, offset, length);
    }

    @Override
    public boolean has(BlobPlace place) {
      return store.has(place);
    }

    @Override
    public void delete(BlobPlace place) {
      store.delete(place);
    }

    @Override
    public void close() {}
  }

  /** A store that does not answer, and counts who asks. */
  private static final class SilentBlobs implements BlobStore {
    private int asked;

    @Override
    public void write(BlobPlace place, Iterator<byte[]> parts) {
      throw silent();
    }

    @Override
    public byte[] read(BlobPlace place, long offset, int length) {
      throw silent();
    }

    @Override
    public boolean has(BlobPlace place) {
      throw silent();
    }

    @Override
    public void delete(BlobPlace place) {
      throw silent();
    }

    private LogException silent() {
      asked++;
      return new LogException(LogException.Reason.UNAVAILABLE, "it does not answer", null);
    }

    @Override
    public void close() {}
  }

  @Test
  void storeThatDoesNotAnswerIsAskedOnceARound() {
    for (int i = 0; i < 5; i++) {
      var unused = hold(ROOM, ("cat " + i).getBytes(UTF_8));
    }
    now = now.plus(Duration.ofHours(2));
    SilentBlobs silent = new SilentBlobs();
    try (Collector waiting =
        new Collector(rooms, ledger, silent, Duration.ofMinutes(1), () -> now)) {
      waiting.goOn();
      assertThat(silent.asked).isEqualTo(1);
    }
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void whoWritesForTooLongLeavesNothingThatNobodyKnows() {
    sealing = new Sealing(uploads, new SlowBlobs(), ledger, rooms, thumbnails, 0, () -> now);
    assertThatThrownBy(this::hold)
        .isInstanceOfSatisfying(
            Problem.class, late -> assertThat(late.reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
    collectLater();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatThereIsToDoIsDoneAtOnceWhereTimeAllowsIt() {
    for (int i = 0; i < 230; i++) {
      var unused = hold(ROOM, ("cat " + i).getBytes(UTF_8));
    }
    now = now.plus(Duration.ofHours(2));
    collector.goOn();
    assertThat(left()).isEmpty();
  }

  @Test
  void oneThatCannotBeLookedAtKeepsNoOtherFromGoing() {
    HeldAttachment held = hold();
    ContentHash broken = new ContentHash("0".repeat(64));
    try (RedisServers servers = connections.servers("test", 1)) {
      servers.client().zadd(keys.blobs(), 0, broken.value().getBytes(UTF_8));
      servers.client().set(keys.blobHolders(broken), CAT);
      collectLater();
      assertThat(isKept(held)).isFalse();
      servers.client().del(keys.blobHolders(broken));
    }
    collect();
    assertThat(left()).isEmpty();
  }

  @Test
  void holdersBehindManyOthersAreAskedToo() {
    HeldAttachment held = hold();
    var unused = send(held);
    try (RedisServers servers = connections.servers("test", 1)) {
      // A thousand that stay, and behind them one that is no more.
      byte[] holders = keys.blobHolders(held.hash());
      byte[] record = (now.plus(Duration.ofDays(1)).toEpochMilli() + " 5 ab {}").getBytes(UTF_8);
      for (int i = 0; i < BlobLedger.MOST_HOLDERS; i++) {
        RoomName room = new RoomName("room-" + i);
        servers.client().hset(keys.attachments(room), held.hash().value().getBytes(UTF_8), record);
        servers.client().zadd(holders, 0, ("ab:" + room).getBytes(UTF_8));
      }
      servers.client().zadd(holders, 1, "cd:nowhere".getBytes(UTF_8));
    }
    now = now.plus(Duration.ofHours(2));
    collector.collect();
    assertThat(ledger.holders(held.hash(), BlobLedger.MOST_HOLDERS))
        .containsOnlyKeys(held.holder());
  }

  @Test
  void messageIsRefusedOrItsBytesStayHoweverItRacesWithTheCollector() {
    List<HeldAttachment> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(hold(ROOM, ("cat " + i).getBytes(UTF_8)));
    }
    now = now.plus(Duration.ofHours(2));
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> collecting =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                collector.collect();
              }
            });
    List<CompletableFuture<Long>> sent = all.stream().map(this::sending).toList();
    int refused = 0;
    for (int i = 0; i < all.size(); i++) {
      boolean stands;
      try {
        stands = sent.get(i).join() > 0;
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(LogException.class);
        stands = false;
        refused++;
      }
      assertThat(rooms.find(ROOM, List.of(all.get(i).hash())).isEmpty()).isEqualTo(!stands);
    }
    done.set(true);
    collecting.join();
    collect();
    assertThat(all.stream().filter(this::isKept)).hasSize(all.size() - refused);
  }
}
