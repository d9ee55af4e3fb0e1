package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.LogException;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.bot.RedisDeliveries;
import io.redfire.core.redis.bot.RedisWebhooks;
import io.redfire.testing.TestRedis;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which outgoing webhooks a node finds, on a real Redis. */
class HookFindingTest {
  private static final RoomName ATTIC = new RoomName("attic");
  private static final RoomName DEN = new RoomName("den");
  private static final RoomName HALL = new RoomName("hall");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisWebhooks hooks = new RedisWebhooks(TestRedis.shared().connections(), keys, 2);
  private final RedisDeliveries deliveries =
      new RedisDeliveries(TestRedis.shared().connections(), keys, 2);

  @BeforeEach
  void make() {
    for (RoomName room : Set.of(ATTIC, DEN, HALL)) {
      OutgoingWebhook hook =
          new OutgoingWebhook(
              "of-" + room, "a", new UserName("mark"), "https://a/", "whsec_AA==", Instant.EPOCH);
      assertThat(hooks.add(room, hook, Delivery.after(Position.ORIGIN), 10)).isTrue();
      deliveries.note(room);
    }
  }

  @AfterEach
  void close() {
    hooks.close();
    deliveries.close();
  }

  private static HookKey key(RoomName room) {
    return new HookKey(room, "of-" + room);
  }

  @Test
  void allAreFoundAndARoomWithoutSomeIsNoLongerNoted() {
    assertThat(hooks.remove(DEN, "of-den")).isTrue();

    HookFinding.Found found = new HookFinding(hooks, deliveries, 10).all(Set.of(key(DEN)));

    assertThat(found.hooks()).containsOnlyKeys(key(ATTIC), key(HALL));
    assertThat(found.holds(key(DEN))).isFalse();
    assertThat(deliveries.rooms(Optional.empty(), 9)).containsExactly(ATTIC, HALL);
  }

  @Test
  void whatIsLookedAfterIsFoundThoughItStandsBehindTheMost() {
    HookFinding finding = new HookFinding(hooks, deliveries, 0);
    // The rooms of one page are all walked.
    assertThat(hooks.remove(HALL, "of-hall")).isTrue();
    deliveries.forget(DEN);

    HookFinding.Found found = finding.all(Set.of(key(DEN), key(HALL)));

    assertThat(found.holds(key(DEN))).isTrue();
    assertThat(found.holds(key(HALL))).as("it was deleted").isFalse();
  }

  @Test
  void aRoomThatCannotBeReadKeepsWhatItHadAndHidesNoOther() {
    HookFinding finding = new HookFinding(withoutDen(), deliveries, 10);

    HookFinding.Found found = finding.all(Set.of(key(DEN)));

    assertThat(found.hooks()).containsOnlyKeys(key(ATTIC), key(HALL));
    assertThat(found.holds(key(DEN))).isTrue();
    assertThat(deliveries.rooms(Optional.empty(), 9)).contains(DEN);
  }

  /** As the real ones, but for the den, whose shard is away. */
  private Webhooks withoutDen() {
    return (Webhooks)
        Proxy.newProxyInstance(
            Webhooks.class.getClassLoader(),
            new Class<?>[] {Webhooks.class},
            (proxy, method, arguments) -> {
              if (DEN.equals(arguments[0])) {
                throw new LogException(LogException.Reason.UNAVAILABLE, "the shard is away", null);
              }
              return method.invoke(hooks, arguments);
            });
  }
}
