package io.redfire.core.redis.bot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.Claim;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.Holding;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisDeliveriesTest {
  private static final RoomName DEN = new RoomName("den");
  private static final String ID = "a";
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Delivery BEGINNING = Delivery.after(new Position(7, "0123456789abcdef"));

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisWebhooks hooks = new RedisWebhooks(TestRedis.shared().connections(), keys, 2);
  private final RedisDeliveries deliveries =
      new RedisDeliveries(TestRedis.shared().connections(), keys, 2);

  @BeforeEach
  void make() {
    assertThat(hooks.add(DEN, hook(ID), BEGINNING, 10)).isTrue();
  }

  @AfterEach
  void close() {
    hooks.close();
    deliveries.close();
  }

  private static OutgoingWebhook hook(String id) {
    return new OutgoingWebhook(
        id, "out", new UserName("mark"), "https://a.example/", "whsec_AA==", Instant.EPOCH);
  }

  private Claim take(String holder) {
    return deliveries.take(DEN, ID, Holding.none(holder), LONG);
  }

  @Test
  void oneHasItAndTheOthersHearForHowLong() {
    Claim one = take("one");
    assertThat(one.delivery()).contains(BEGINNING);

    Claim two = take("two");
    assertThat(two.delivery()).isEmpty();
    assertThat(two.pause()).isBetween(LONG.minusMinutes(1), LONG);
    assertThat(deliveries.take(DEN, ID, one.holding(), LONG).holding())
        .as("kept, and the same term")
        .isEqualTo(one.holding());
  }

  @Test
  void whatWasGivenBackIsTakenAtOnce() {
    Claim one = take("one");
    deliveries.giveBack(DEN, ID, one.holding());

    Claim two = take("two");
    assertThat(two.delivery()).contains(BEGINNING);
    assertThat(two.holding().term()).isGreaterThan(one.holding().term());
    deliveries.giveBack(DEN, ID, one.holding());
    assertThat(take("three").delivery()).as("it was given back by another").isEmpty();
  }

  @Test
  void whoLostItCanNoteNothing() {
    Claim one = deliveries.take(DEN, ID, Holding.none("one"), Duration.ofMillis(1));
    Claim two = Awaitility.await().until(() -> take("two"), claim -> claim.delivery().isPresent());
    Delivery further = BEGINNING.taken(BEGINNING.at(), new Position(8, "8".repeat(16)));

    assertThat(deliveries.save(DEN, ID, one.holding(), further, LONG)).isFalse();
    assertThat(deliveries.find(DEN, ID)).contains(BEGINNING);
    assertThat(deliveries.save(DEN, ID, two.holding(), further, LONG)).isTrue();
    assertThat(deliveries.find(DEN, ID)).contains(further);
  }

  @Test
  void aTermThatAnotherHolderHasTooIsNotTheSame() {
    Claim lost = take("one");
    // As after a failover that lost that taking: the term is counted up to again.
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("deliveries-test"))) {
      redis.hset(keys.webhook(DEN, ID), "holder".getBytes(UTF_8), "two".getBytes(UTF_8));
    }
    Delivery further = BEGINNING.taken(BEGINNING.at(), new Position(8, "8".repeat(16)));

    assertThat(deliveries.save(DEN, ID, lost.holding(), further, LONG)).isFalse();
    assertThat(deliveries.find(DEN, ID)).contains(BEGINNING);
    deliveries.giveBack(DEN, ID, lost.holding());
    assertThat(take("three").delivery()).as("it is still the other's").isEmpty();
  }

  @Test
  void whoTakesItAnewNotesNothingLateOfTheTermBefore() {
    Claim before = take("one");
    Claim anew = take("one");
    Delivery further = BEGINNING.taken(BEGINNING.at(), new Position(8, "8".repeat(16)));

    assertThat(anew.delivery()).as("it had it").contains(BEGINNING);
    assertThat(deliveries.save(DEN, ID, before.holding(), further, LONG)).isFalse();
    assertThat(deliveries.save(DEN, ID, anew.holding(), further, LONG)).isTrue();
  }

  @Test
  void allThatIsNotedComesBack() {
    Claim one = take("one");
    Instant now = Instant.ofEpochMilli(1_796_000_000_123L);
    Delivery all =
        new Delivery(
            new Position(900, "9".repeat(16)),
            List.of(new Position(800, "8".repeat(16)), new Position(3, Position.UNKNOWN_TAG)),
            950,
            Delivery.Standing.REFUSED,
            4,
            now,
            Optional.of(now.minusSeconds(9)),
            "status 503 红");
    assertThat(deliveries.save(DEN, ID, one.holding(), all, LONG)).isTrue();
    assertThat(deliveries.find(DEN, ID)).contains(all);
    assertThat(take("one").delivery()).contains(all);
  }

  @Test
  void whatWasDeletedIsGone() {
    Claim one = take("one");
    assertThat(hooks.remove(DEN, ID)).isTrue();

    assertThat(deliveries.find(DEN, ID)).isEmpty();
    assertThat(deliveries.save(DEN, ID, one.holding(), BEGINNING, LONG)).isFalse();
    assertThat(take("one").delivery()).isEmpty();
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("deliveries-test"))) {
      assertThat(redis.exists(keys.webhook(DEN, ID))).isFalse();
    }
  }

  @Test
  void roomsAreListedInPagesUntilTheyAreForgotten() {
    RoomName other = new RoomName("red-红");
    deliveries.note(DEN);
    deliveries.note(other);
    deliveries.note(other);

    assertThat(deliveries.rooms(Optional.empty(), 1)).containsExactly(DEN);
    assertThat(deliveries.rooms(Optional.of(DEN), 1)).containsExactly(other);
    assertThat(deliveries.rooms(Optional.of(other), 1)).isEmpty();
    deliveries.forget(DEN);
    assertThat(deliveries.rooms(Optional.empty(), 9)).containsExactly(other);
  }

  @Test
  void whatIsNoDeliveryCountsAsNone() {
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("deliveries-test"))) {
      redis.hset(keys.webhook(DEN, ID), "standing".getBytes(UTF_8), "odd".getBytes(UTF_8));
    }
    assertThat(deliveries.find(DEN, ID)).isEmpty();
    assertThat(take("one").delivery()).isEmpty();
  }
}
