package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobRoom.CAT;
import static io.redfire.core.redis.blob.BlobRoom.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobLedger;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments.Drop;
import io.redfire.core.log.ContentHash;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisBlobLedgerTest {
  private static final Instant UNTIL = NOW.plusSeconds(60);

  private final BlobRoom chat = new BlobRoom();
  private final BlobHolder alice = BlobHolder.create(chat.room);
  private final BlobHolder bob = BlobHolder.create(chat.room);

  @AfterEach
  void close() {
    chat.close();
  }

  private static BlobPlace fresh() {
    return BlobPlace.fresh(CAT, 100);
  }

  private BlobPlace kept(BlobHolder holder) {
    BlobPlace mine = fresh();
    assertThat(chat.ledger.hold(holder, mine, NOW, UNTIL)).isEmpty();
    assertThat(chat.ledger.keep(mine)).contains(mine);
    return mine;
  }

  @Test
  void bytesThatAreKeptAreSharedByWhoComesLater() {
    BlobPlace place = kept(alice);
    assertThat(chat.ledger.find(CAT)).contains(place);
    assertThat(chat.ledger.hold(bob, fresh(), NOW.plusMillis(1), UNTIL)).contains(place);
    assertThat(chat.ledger.holders(CAT, 0)).isEqualTo(Map.of(alice, NOW, bob, NOW.plusMillis(1)));
    assertThat(chat.ledger.list(Optional.empty(), 10)).containsExactly(CAT);
    assertThat(chat.ledger.list(Optional.of(CAT), 10)).isEmpty();
  }

  @Test
  void twoWhoWriteAtOnceEndWithOnePlaceAndTheOtherIsCleared() {
    BlobPlace one = fresh();
    BlobPlace other = fresh();
    assertThat(chat.ledger.hold(alice, one, NOW, UNTIL)).isEmpty();
    assertThat(chat.ledger.hold(bob, other, NOW, UNTIL)).isEmpty();
    assertThat(chat.ledger.keep(other)).contains(other);
    assertThat(chat.ledger.keep(one)).contains(other);
    assertThat(chat.ledger.clearing(CAT, UNTIL)).containsExactly(one);
    chat.ledger.cleared(one);
    assertThat(chat.ledger.clearing(CAT, UNTIL)).isEmpty();
  }

  @Test
  void bytesGoWithTheLastWhoHoldsThem() {
    BlobPlace place = kept(alice);
    var unused = chat.ledger.hold(bob, fresh(), NOW, UNTIL);
    chat.ledger.release(CAT, alice, NOW);
    assertThat(chat.ledger.find(CAT)).contains(place);
    assertThat(chat.ledger.clearing(CAT, UNTIL)).isEmpty();
    chat.ledger.release(CAT, bob, NOW);
    chat.ledger.release(CAT, bob, NOW);
    assertThat(chat.ledger.find(CAT)).isEmpty();
    assertThat(chat.ledger.clearing(CAT, NOW)).containsExactly(place);
    assertThat(chat.ledger.clearing(CAT, NOW))
        .as("whoever took them up may die")
        .containsExactly(place);
  }

  @Test
  void whoComesWhileTheyAreClearedWritesThemAnewElsewhere() {
    BlobPlace old = kept(alice);
    chat.ledger.release(CAT, alice, NOW);
    BlobPlace place = kept(bob);
    assertThat(place).isNotEqualTo(old);
    assertThat(chat.ledger.clearing(CAT, NOW)).containsExactly(old);
    chat.ledger.cleared(old);
    assertThat(chat.ledger.find(CAT)).contains(place);
  }

  @Test
  void whoTookTooLongDoesNotKeepWhatIsBeingCleared() {
    BlobPlace mine = fresh();
    var unused = chat.ledger.hold(alice, mine, NOW, UNTIL);
    assertThat(chat.ledger.clearing(CAT, UNTIL.minusMillis(1))).isEmpty();
    assertThat(chat.ledger.clearing(CAT, UNTIL)).containsExactly(mine);
    assertThat(chat.ledger.keep(mine)).isEmpty();
  }

  @Test
  void hashIsTakenOffTheListOnlyWhereNothingIsKnownOfIt() {
    BlobPlace place = kept(alice);
    chat.ledger.unlist(CAT);
    assertThat(chat.ledger.list(Optional.empty(), 10)).containsExactly(CAT);
    chat.ledger.release(CAT, alice, NOW);
    chat.ledger.unlist(CAT);
    assertThat(chat.ledger.list(Optional.empty(), 10)).containsExactly(CAT);
    chat.ledger.cleared(place);
    chat.ledger.unlist(CAT);
    assertThat(chat.ledger.list(Optional.empty(), 10)).isEmpty();
  }

  @Test
  void placeWhereTheBytesAreLostIsReplacedAndCleared() {
    BlobPlace old = kept(alice);
    BlobPlace mine = fresh();
    assertThat(chat.ledger.hold(bob, mine, Optional.of(fresh()), NOW, UNTIL)).contains(old);
    assertThat(chat.ledger.hold(bob, mine, Optional.of(old), NOW, UNTIL)).isEmpty();
    assertThat(chat.ledger.find(CAT)).as("until the new one is written").contains(old);
    assertThat(chat.ledger.keep(mine, Optional.of(old), NOW)).contains(mine);
    assertThat(chat.ledger.find(CAT)).contains(mine);
    assertThat(chat.ledger.clearing(CAT, NOW)).containsExactly(old);
    // Somebody else who found it lost comes too late.
    BlobPlace other = fresh();
    assertThat(chat.ledger.hold(bob, other, Optional.of(old), NOW, UNTIL)).contains(mine);
  }

  @Test
  void allHoldersAreToldPageByPage() {
    int count = BlobLedger.MOST_HOLDERS + 3;
    for (int i = 0; i < count; i++) {
      chat.redis.zadd(
          chat.keys.blobHolders(CAT),
          (double) NOW.toEpochMilli(),
          BlobRoom.bytes(String.format(Locale.ROOT, "%08x:chat", i)));
    }
    assertThat(chat.ledger.holders(CAT, 0)).hasSize(BlobLedger.MOST_HOLDERS);
    assertThat(chat.ledger.holders(CAT, BlobLedger.MOST_HOLDERS)).hasSize(3);
  }

  @Test
  void whatIsNoHashDoesNotStandInTheWayOfThoseBehindIt() {
    var unused = kept(alice);
    for (String other : List.of("", "0", "C".repeat(64), "b".repeat(65))) {
      chat.redis.zadd(chat.keys.blobs(), 0, BlobRoom.bytes(other));
    }
    assertThat(chat.ledger.list(Optional.empty(), 2)).containsExactly(CAT);
  }

  @Test
  void fullStoreIsClearedUpAllTheSame() {
    try (OwnRedis own = TestRedis.own();
        BlobRoom full = new BlobRoom(own.connections())) {
      BlobPlace place = fresh();
      assertThat(full.ledger.hold(alice, place, NOW, UNTIL)).isEmpty();
      assertThat(full.ledger.keep(place)).contains(place);
      HeldAttachment cat = full.rooms.bind(full.cat(), new byte[0], 0, NOW).orElseThrow();
      full.redis.zadd(full.keys.attachmentRefs(full.room), 0, BlobRoom.bytes(CAT + ":!"));
      full.redis.configSet("maxmemory", "1");

      assertThat(full.ledger.mayCollect("one", Duration.ofMinutes(1))).isTrue();
      assertThat(full.ledger.mayCollect("other", Duration.ofMinutes(1))).isFalse();
      full.ledger.unlist(CAT);
      assertThat(full.ledger.list(Optional.empty(), 10)).containsExactly(CAT);
      assertThat(full.rooms.drop(CAT, cat.holder(), UNTIL)).isEqualTo(Drop.GONE);
      full.ledger.release(CAT, alice, NOW);
      assertThat(full.ledger.clearing(CAT, NOW)).containsExactly(place);
      full.blobs.delete(place);
      full.ledger.cleared(place);
      full.ledger.unlist(CAT);
      assertThat(full.ledger.list(Optional.empty(), 10)).isEmpty();
    }
  }

  @Test
  void oneAtATimeClearsUp() {
    assertThat(chat.ledger.mayCollect("one", Duration.ofMinutes(1))).isTrue();
    assertThat(chat.ledger.mayCollect("other", Duration.ofMinutes(1))).isFalse();
    assertThat(chat.ledger.mayCollect("one", Duration.ofMinutes(1))).isTrue();
    chat.redis.del(chat.keys.collector());
    assertThat(chat.ledger.mayCollect("other", Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void bytesAreWrittenReadByRangesAndRemoved() {
    byte[] first = new byte[io.redfire.core.blob.BlobStore.PART_BYTES];
    first[0] = 1;
    first[first.length - 1] = 2;
    byte[] second = {3, 4, 5};
    BlobPlace place = BlobPlace.fresh(new ContentHash("e".repeat(64)), first.length + 3);
    chat.blobs.write(place, List.of(first, second).iterator());
    assertThat(chat.blobs.read(place, 0, 1)).containsExactly(1);
    assertThat(chat.blobs.read(place, first.length - 1, 10)).containsExactly(2);
    assertThat(chat.blobs.read(place, first.length, 10)).containsExactly(3, 4, 5);
    assertThat(chat.blobs.read(place, first.length + 2, 1)).containsExactly(5);
    assertThat(chat.blobs.has(place)).isTrue();
    byte[] part = chat.keys.blobPart(place.hash(), place.word(), 1);
    chat.redis.del(part);
    assertThat(chat.blobs.has(place)).isFalse();
    chat.redis.set(part, second);
    chat.blobs.delete(place);
    assertThat(chat.blobs.has(place)).isFalse();
    assertThat(chat.blobs.read(place, 0, 1)).isEmpty();
    assertThat(chat.redis.exists(chat.keys.blobPart(place.hash(), place.word(), 1))).isFalse();
  }

  @Test
  void whatIsHeldIsListedHoweverItRacesWithBeingTakenOff() {
    for (int i = 0; i < 300; i++) {
      ContentHash hash = new ContentHash(String.format(Locale.ROOT, "%064x", i));
      CompletableFuture<Void> takingOff =
          CompletableFuture.runAsync(
              () -> {
                for (int j = 0; j < 3; j++) {
                  chat.ledger.unlist(hash);
                }
              });
      var unused = chat.ledger.hold(alice, BlobPlace.fresh(hash, 100), NOW, UNTIL);
      takingOff.join();
      assertThat(chat.ledger.list(Optional.empty(), 1000)).as("round %s", i).contains(hash);
    }
  }
}
