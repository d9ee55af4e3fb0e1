package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobRoom.CAT;
import static io.redfire.core.redis.blob.BlobRoom.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.BlobPlace;
import io.redfire.core.log.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertThat(chat.ledger.holders(CAT)).isEqualTo(Map.of(alice, NOW, bob, NOW.plusMillis(1)));
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
    chat.blobs.delete(place);
    assertThat(chat.blobs.read(place, 0, 1)).isEmpty();
    assertThat(chat.redis.exists(chat.keys.blobPart(place.hash(), place.word(), 1))).isFalse();
  }
}
