package io.redfire.core.redis.rate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisNeed;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.UnifiedJedis;

/** KEYS: the bucket. ARGV: the state before, the state after, milliseconds to live. */
class SwapScriptTest {
  private static final Pattern CALL = Pattern.compile("redis\\.call\\('([A-Z]+)'");
  private static final Rate RATE = new Rate(60, Duration.ofSeconds(2));

  @Test
  void replacesTheStateItWasMadeFromAndNoOther() {
    byte[] key = (TestRedis.newPrefix() + "bucket").getBytes(UTF_8);
    try (RedisServers servers = TestRedis.shared().connections().servers("test", 1)) {
      UnifiedJedis redis = servers.client();
      redis.scriptFlush(key);
      assertThat(SwapScript.run(redis, key, bytes("a"), bytes("b"), 60_000)).isFalse();
      assertThat(SwapScript.run(redis, key, bytes(""), bytes("a"), 60_000)).isTrue();
      assertThat(SwapScript.run(redis, key, bytes(""), bytes("b"), 60_000)).isFalse();
      assertThat(SwapScript.run(redis, key, bytes("a"), bytes("b"), 60_000)).isTrue();
      assertThat(redis.get(key)).isEqualTo(bytes("b"));
      assertThat(redis.pttl(key)).isBetween(1L, 60_000L);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandIsNamedToTheDoctor(String command) {
    RedisAddress one = RedisAddress.tcp("db", 6379, Optional.empty());
    assertThat(RedisNeed.all(one, "")).extracting(need -> need.words().get(0)).contains(command);
  }

  static Stream<String> commands() {
    return CALL.matcher(SwapScript.text()).results().map((MatchResult call) -> call.group(1));
  }

  @Test
  void bucketsStandAtTheSlotOfTheirOwner() throws UnknownHostException {
    RedisKeys keys = new RedisKeys("p-");
    assertThat(keys.rate(RateKey.ofUser(new UserName("alice"), "send"), RATE))
        .isEqualTo(bytes("p-user:{alice}:rate:send:60/2s"));
    assertThat(keys.rate(RateKey.ofRoom(new RoomName("chat"), "send"), RATE))
        .isEqualTo(bytes("{p-chat}:rate:send:60/2s"));
    ClientAddress address = ClientAddress.of(InetAddress.getByName("2001:db8:1:2:3:4:5:6"));
    assertThat(keys.rate(RateKey.ofAddress(address, "log-in"), RATE))
        .isEqualTo(bytes("p-address:{2001:db8:1:2::/64}:rate:log-in:60/2s"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
