package io.redfire.core.redis.blob;

import static io.redfire.core.redis.blob.BlobRoom.CAT;
import static io.redfire.core.redis.blob.BlobRoom.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.blob.RoomAttachments.Drop;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisRoomAttachmentsTest {
  private static final byte[] SMALL = {1, 2, 3};
  private static final Instant LATER = NOW.plusSeconds(7200);

  private final BlobRoom chat = new BlobRoom();

  @AfterEach
  void close() {
    chat.close();
  }

  @Test
  void roomHoldsWhatItWasGivenOnceAndKnowsWhatItIs() {
    HeldAttachment cat = chat.cat();
    assertThat(chat.rooms.bind(cat, SMALL, 0, NOW)).contains(cat);
    assertThat(chat.rooms.bind(chat.cat(), SMALL, 0, NOW)).contains(cat);
    assertThat(chat.rooms.bytes(chat.room)).isEqualTo(100);
    ContentHash other = new ContentHash("0".repeat(64));
    assertThat(chat.rooms.find(chat.room, List.of(other, CAT))).containsOnlyKeys(CAT);
    assertThat(chat.rooms.find(chat.room, List.of(CAT))).containsEntry(CAT, cat);
    assertThat(chat.rooms.ask(chat.room, CAT, NOW, NOW)).contains(cat);
    assertThat(chat.rooms.ask(chat.room, other, NOW, NOW)).isEmpty();
    assertThat(chat.rooms.thumbnail(chat.room, CAT)).isEqualTo(SMALL);
    assertThat(chat.rooms.thumbnail(chat.room, other)).isEmpty();
  }

  @Test
  void roomHoldsSoManyBytesAndNoMore() {
    assertThat(chat.rooms.bind(chat.cat(), SMALL, 99, NOW)).isEmpty();
    assertThat(chat.rooms.bytes(chat.room)).isZero();
    assertThat(chat.rooms.bind(chat.cat(), SMALL, 100, NOW)).isPresent();
    // What it holds already takes no more room.
    assertThat(chat.rooms.bind(chat.cat(), SMALL, 100, NOW)).isPresent();
  }

  @Test
  void whatAMessageHasIsKept() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    var unused = chat.send(cat);
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.KEPT);
    assertThat(chat.rooms.find(chat.room, List.of(CAT))).isNotEmpty();
  }

  @Test
  void whatNoMessageHasGoesOnceNobodyAskedForItLately() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    assertThat(chat.rooms.drop(CAT, cat.holder(), NOW.minusMillis(1))).isEqualTo(Drop.KEPT);
    assertThat(chat.rooms.bind(chat.cat(), SMALL, 0, NOW.plusSeconds(60))).contains(cat);
    assertThat(chat.rooms.drop(CAT, cat.holder(), NOW)).isEqualTo(Drop.KEPT);
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.GONE);
    assertThat(chat.rooms.find(chat.room, List.of(CAT))).isEmpty();
    assertThat(chat.rooms.bytes(chat.room)).isZero();
    assertThat(chat.rooms.thumbnail(chat.room, CAT)).isEmpty();
  }

  @Test
  void askingForWhatAMessageHasKeepsIt() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    var unused = chat.send(cat);
    Instant late = NOW.plusSeconds(4000);
    assertThat(chat.rooms.ask(chat.room, CAT, late, late)).contains(cat);
    chat.redis.del(chat.keys.logKey(chat.room));
    assertThat(chat.rooms.drop(CAT, cat.holder(), late.minusMillis(1))).isEqualTo(Drop.KEPT);
    assertThat(chat.rooms.drop(CAT, cat.holder(), late)).isEqualTo(Drop.GONE);
  }

  @Test
  void askingForWhatNoMessageHasAnyMoreKeepsItNoLonger() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    var unused = chat.send(cat);
    chat.redis.hset(chat.keys.head(chat.room), BlobRoom.bytes("retain"), BlobRoom.bytes("1"));
    var unusedPlace =
        chat.log
            .append(
                new io.redfire.core.log.NewMessage(
                    chat.room, MessageId.create(), new UserName("alice"), NOW, "next"))
            .join();
    Instant late = NOW.plusSeconds(3000);
    assertThat(chat.rooms.ask(chat.room, CAT, late, NOW)).as("fresh").contains(cat);
    assertThat(chat.rooms.ask(chat.room, CAT, late, NOW.plusMillis(1))).as("old").isEmpty();
    assertThat(chat.rooms.drop(CAT, cat.holder(), NOW)).isEqualTo(Drop.GONE);
  }

  @Test
  void askingBelievesTheIndexOnlyWhereTheLogSaysItToo() {
    var unused = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    assertThat(chat.send(chat.cat())).isEqualTo(1);
    chat.redis.del(chat.keys.logKey(chat.room));
    chat.redis.rpush(chat.keys.logKey(chat.room), BlobRoom.bytes("another history"));
    assertThat(chat.rooms.ask(chat.room, CAT, LATER, LATER)).isEmpty();
  }

  @Test
  void whatTheRoomHoldsAsSomebodyElseStays() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    assertThat(chat.rooms.drop(CAT, BlobHolder.create(chat.room), LATER)).isEqualTo(Drop.GONE);
    assertThat(chat.rooms.find(chat.room, List.of(CAT))).containsEntry(CAT, cat);
  }

  @Test
  void whatErasedMessagesHadGoes() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    long seq = chat.send(cat);
    var unusedPlace =
        chat.log
            .append(new NewErasure(chat.room, MessageId.create(), new UserName("alice"), NOW, seq))
            .join();
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.GONE);
  }

  @Test
  void whatOnlyTrimmedMessagesHadGoes() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    var unused = chat.send(cat);
    chat.redis.hset(chat.keys.head(chat.room), BlobRoom.bytes("retain"), BlobRoom.bytes("1"));
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.KEPT);
    var unusedPlace =
        chat.log
            .append(
                new io.redfire.core.log.NewMessage(
                    chat.room, MessageId.create(), new UserName("alice"), NOW, "next"))
            .join();
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.GONE);
  }

  @Test
  void indexIsBelievedOnlyWhereTheLogSaysItToo() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    var unused = chat.send(cat);
    chat.redis.del(chat.keys.logKey(chat.room));
    chat.redis.rpush(chat.keys.logKey(chat.room), BlobRoom.bytes("another history"));
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.GONE);
    assertThat(chat.redis.zcard(chat.keys.attachmentRefs(chat.room))).isZero();
  }

  @Test
  void manyPlacesThatAreNoMoreDoNotHideOneThatIs() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    for (int i = 1; i <= 600; i++) {
      // Before the true one, in the order of the index, and of no message at all.
      ref("!" + i);
    }
    assertThat(chat.send(cat)).isPositive();
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.KEPT);
    chat.redis.del(chat.keys.attachmentRefs(chat.room));
    for (int i = 1; i <= 600; i++) {
      ref(String.format(Locale.ROOT, "%015d", 100_000 + i));
    }
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.GONE);
  }

  private void ref(String seq) {
    chat.redis.zadd(chat.keys.attachmentRefs(chat.room), 0, BlobRoom.bytes(CAT + ":" + seq));
  }

  @Test
  void placesOfTrimmedMessagesDoNotPileUpWhileNewerOnesHaveIt() {
    HeldAttachment cat = chat.rooms.bind(chat.cat(), SMALL, 0, NOW).orElseThrow();
    for (String field : List.of("base", "seq")) {
      chat.redis.hset(chat.keys.head(chat.room), BlobRoom.bytes(field), BlobRoom.bytes("1000"));
    }
    assertThat(chat.send(cat)).isEqualTo(1001);
    for (int i = 1; i <= 600; i++) {
      ref(String.format(Locale.ROOT, "%015d", i));
    }
    assertThat(chat.rooms.drop(CAT, cat.holder(), NOW.minusMillis(1)))
        .as("asked for lately")
        .isEqualTo(Drop.KEPT);
    assertThat(chat.redis.zcard(chat.keys.attachmentRefs(chat.room))).isEqualTo(1);
    assertThat(chat.rooms.drop(CAT, cat.holder(), LATER)).isEqualTo(Drop.KEPT);
  }
}
