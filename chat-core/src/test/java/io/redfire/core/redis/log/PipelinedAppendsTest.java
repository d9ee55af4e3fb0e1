package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

class PipelinedAppendsTest {
  private static final RoomName ROOM = new RoomName("chat");

  private final Instant begin = Instant.now();
  private final String prefix = TestRedis.newPrefix();
  private final RedisConnections connections = TestRedis.shared().connections();
  private final PipelinedAppends appends = new PipelinedAppends(connections, new RedisKeys(prefix));
  private final UnifiedJedis redis = connections.servers("look", 1).client();

  @AfterEach
  void close() {
    appends.close();
    redis.close();
  }

  @Test
  void callsUnderWayAreAnsweredInTheirOrder() {
    appends.send(ROOM, List.of(message("one"), message("two")));
    appends.send(ROOM, List.of(message("three")));
    appends.send(ROOM, List.of(message("four")));

    assertThat(appends.receive(2))
        .map(call -> call.stream().map(Position::seq).toList())
        .containsExactly(List.of(1L, 2L), List.of(3L));
    assertThat(appends.receive(1).get(0)).extracting(Position::seq).containsExactly(4L);
    assertThat(redis.lrange(prefix + "chat", 0, -1))
        .hasSize(4)
        .satisfies(lines -> assertThat(lines.get(3)).contains("\"text\":\"four\""));
  }

  @Test
  void nothingIsLeftOfWhatIsErased() {
    appends.send(ROOM, List.of(message("one")));
    appends.receive(1);
    assertThat(redis.keys("*" + prefix + "*")).hasSize(3);

    appends.erase(List.of(ROOM), begin);

    assertThat(redis.keys("*" + prefix + "*")).isEmpty();
  }

  @Test
  void aRefusedCallIsToldByItsReason() {
    redis.set(prefix + "chat", "no list");
    appends.send(ROOM, List.of(message("one")));

    assertThatThrownBy(() -> appends.receive(1))
        .isInstanceOfSatisfying(
            LogException.class, why -> assertThat(why.reason()).isEqualTo(Reason.NOT_A_LOG));
  }

  private static NewMessage message(String text) {
    return new NewMessage(ROOM, MessageId.create(), new UserName("alice"), Instant.now(), text);
  }
}
