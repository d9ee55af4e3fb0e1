package io.redfire.core.redis.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.room.Role;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** What {@code beside.lua} and {@code bind.lua} put beside a list that no room has yet. */
class RedisStagedRoomTest {
  private static final RoomName ROOM = new RoomName("moving");
  private static final ContentHash CAT = new ContentHash("c".repeat(64));

  private final RedisConnections connections = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());

  @Test
  void whatIsPutBesideIsForgottenFromTheFirstMomentOn() {
    try (RedisServers servers = connections.servers("test", 1)) {
      UnifiedJedis redis = servers.client();
      RedisStagedRoom staged =
          new RedisStagedRoom(
              new ScriptReader(redis, RedisObserver.NONE), keys, ROOM, "word", Position.ORIGIN);
      staged.addParts(Map.of(new UserName("alice"), Part.of(Role.OWNER)));
      staged.refer(Map.of(3L, List.of(CAT), 4L, List.of(CAT)));
      ContentFacts facts = new ContentFacts(5, "image/png", 1, 1, true);
      HeldAttachment cat = new HeldAttachment(CAT, BlobHolder.create(ROOM), facts);
      assertThat(staged.attachments().bind(cat, new byte[1], 0, Instant.now())).contains(cat);

      assertThat(redis.hkeys(key("members"))).containsExactly("alice");
      assertThat(redis.zrange(key("attachment-refs"), 0, -1))
          .containsExactly(CAT + ":000000000000003", CAT + ":000000000000004");
      for (String what : List.of("members", "attachment-refs", "attachments", "thumbnails")) {
        assertThat(redis.pttl(key(what))).as(what).isPositive();
      }
      staged.close();
      assertThat(redis.keys(keys.prefix() + "*")).isEmpty();
    }
  }

  private String key(String what) {
    return new String(keys.staged(ROOM, "word", what), UTF_8);
  }
}
