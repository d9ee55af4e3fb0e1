package io.redfire.core.redis.bot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisWebhooksTest {
  private static final RoomName DEN = new RoomName("den");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisWebhooks hooks = new RedisWebhooks(TestRedis.shared().connections(), keys, 2);

  @AfterEach
  void close() {
    hooks.close();
  }

  private static IncomingWebhook hook(String id) {
    return new IncomingWebhook(
        id, "CI \"红\"", new UserName("mark"), "0".repeat(64), Instant.ofEpochMilli(1234));
  }

  @Test
  void whatIsKeptComesBackUntilItIsForgotten() {
    assertThat(hooks.add(DEN, hook("a"), 2)).isTrue();
    assertThat(hooks.add(DEN, hook("a"), 2)).as("asked again").isTrue();
    assertThat(hooks.add(DEN, hook("b"), 2)).isTrue();
    assertThat(hooks.add(DEN, hook("c"), 2)).as("one too many").isFalse();

    assertThat(hooks.find(DEN, "a")).contains(hook("a"));
    assertThat(hooks.find(new RoomName("other"), "a")).isEmpty();
    assertThat(hooks.list(DEN)).containsExactlyInAnyOrder(hook("a"), hook("b"));
    assertThat(hooks.remove(DEN, "a")).isTrue();
    assertThat(hooks.remove(DEN, "a")).isFalse();
    assertThat(hooks.find(DEN, "a")).isEmpty();
    assertThat(hooks.add(DEN, hook("c"), 2)).isTrue();
  }

  @Test
  void bothKindsCountTogether() {
    Delivery beginning = Delivery.after(new Position(3, "3".repeat(16)));
    assertThat(hooks.add(DEN, hook("a"), 2)).isTrue();
    assertThat(hooks.add(DEN, outgoing("b"), beginning, 2)).isTrue();
    assertThat(hooks.add(DEN, outgoing("b"), beginning, 2)).as("asked again").isTrue();
    assertThat(hooks.add(DEN, outgoing("c"), beginning, 2)).as("one too many").isFalse();
    assertThat(hooks.add(DEN, hook("c"), 2)).as("one too many").isFalse();

    assertThat(hooks.list(DEN)).containsExactlyInAnyOrder(hook("a"), outgoing("b"));
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("webhooks-test"))) {
      assertThat(redis.exists(keys.webhook(DEN, "b"))).isTrue();
      assertThat(redis.exists(keys.webhook(DEN, "c"))).as("neither of both").isFalse();
    }
  }

  private static OutgoingWebhook outgoing(String id) {
    return new OutgoingWebhook(
        id,
        "out",
        new UserName("mark"),
        "https://hooks.example/\"红\"",
        "whsec_AAAA",
        Instant.ofEpochMilli(1234));
  }

  @Test
  void whatSaysMoreThanIsReadIsForgottenAllTheSame() {
    assertThat(hooks.add(DEN, hook("a"), 2)).isTrue();
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("webhooks-test"))) {
      byte[] a = "a".getBytes(UTF_8);
      String told = new String(redis.hget(keys.webhooks(DEN), a), UTF_8);
      redis.hset(keys.webhooks(DEN), a, told.replace("{", "{\"icon\":[1], ").getBytes(UTF_8));
    }
    assertThat(hooks.find(DEN, "a")).contains(hook("a"));
    assertThat(hooks.remove(DEN, "a")).isTrue();
    assertThat(hooks.find(DEN, "a")).isEmpty();
  }

  @Test
  void whatIsNoWebhookCountsAsNone() {
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("webhooks-test"))) {
      redis.hset(keys.webhooks(DEN), "a".getBytes(UTF_8), "{\"way\":\"in\"".getBytes(UTF_8));
      redis.hset(keys.webhooks(DEN), "b".getBytes(UTF_8), "{\"way\":\"other\"}".getBytes(UTF_8));
    }
    assertThat(hooks.list(DEN)).isEmpty();
    assertThat(hooks.find(DEN, "a")).isEmpty();
  }
}
