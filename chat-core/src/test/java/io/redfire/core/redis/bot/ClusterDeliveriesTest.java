package io.redfire.core.redis.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.Claim;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.Holding;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.ClusterRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Outgoing webhooks of rooms that several servers hold: all keys of a script are in one slot. */
class ClusterDeliveriesTest {
  private static ClusterRedis redis;

  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create().value() + "-");

  @BeforeAll
  static void start() {
    redis = ClusterRedis.start();
  }

  @AfterAll
  static void end() {
    redis.close();
  }

  private static RedisConnections connections() {
    String seeds = redis.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  @Test
  void eachIsMadeTakenAndNotedWhereItsRoomIs() {
    Duration time = Duration.ofMinutes(1);
    try (RedisWebhooks hooks = new RedisWebhooks(connections(), keys, 2);
        RedisDeliveries deliveries = new RedisDeliveries(connections(), keys, 2)) {
      List<RoomName> rooms =
          IntStream.range(10, 20).mapToObj(i -> new RoomName("room" + i)).toList();
      for (RoomName room : rooms) {
        Delivery beginning = Delivery.after(Position.ORIGIN);
        OutgoingWebhook hook =
            new OutgoingWebhook(
                "a", "out", new UserName("mark"), "https://a/", "whsec_AA==", Instant.EPOCH);
        assertThat(hooks.add(room, hook, beginning, 10)).isTrue();
        deliveries.note(room);
        Claim claim = deliveries.take(room, "a", Holding.none("one"), time);
        assertThat(claim.delivery()).contains(beginning);
        assertThat(deliveries.save(room, "a", claim.holding(), beginning.posting(1), time))
            .isTrue();
        assertThat(deliveries.find(room, "a")).contains(beginning.posting(1));
      }
      assertThat(deliveries.rooms(Optional.empty(), 100)).containsExactlyElementsOf(rooms);
      assertThat(hooks.remove(rooms.get(0), "a")).isTrue();
      assertThat(deliveries.find(rooms.get(0), "a")).isEmpty();
    }
  }
}
