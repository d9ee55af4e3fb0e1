package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisNeed;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.TestRedis;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.UnifiedJedis;

class AccountScriptTest {
  private static final Pattern CALL = Pattern.compile("redis\\.call\\('([A-Z]+)'");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final UserName alice = new UserName("alice");
  private final byte[] account = keys.account(alice);
  private final byte[] sessions = keys.sessions(alice);
  private final byte[] code = keys.code("something");
  private RedisServers servers;
  private UnifiedJedis redis;

  @BeforeEach
  void open() {
    servers = TestRedis.shared().connections().servers("script-test", 1);
    redis = servers.client();
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void createMakesAnAccountOnceHoweverOftenItsAttemptIsMade() {
    assertThat(run(AccountScript.CREATE, account, "one", "created", "1")).isEqualTo(1L);
    assertThat(run(AccountScript.CREATE, account, "one", "created", "1")).isEqualTo(1L);
    assertThat(run(AccountScript.CREATE, account, "other", "created", "2")).isEqualTo(0L);
    assertThat(redis.hget(text(account), "created")).isEqualTo("1");
  }

  @Test
  void identifyTellsTheSessionAndTheFieldsAskedFor() {
    redis.hset(text(account), "created", "1");
    redis.hset(text(sessions), "s", "{}");
    assertThat(identify("s", "created", "admin")).containsExactly("{}", "1", "-");
    assertThat(identify("t", "created")).containsExactly("-", "1");
  }

  @Test
  void addSessionForgetsThoseThatAreOverAndCountsTheOthers() {
    redis.hset(text(sessions), "over", "{\"expires\":1000}");
    redis.hset(text(sessions), "torn", "{\"expires\":");
    assertThat(add("a", 4_000_000_000_000L, 1000, 2)).isEqualTo(1L);
    assertThat(redis.hkeys(text(sessions))).containsExactly("a");
    assertThat(add("b", 3_900_000_000_000L, 1000, 2)).isEqualTo(1L);
    assertThat(add("c", 3_900_000_000_000L, 1000, 2)).isEqualTo(0L);
    assertThat(add("b", 3_900_000_000_000L, 1000, 2)).as("the same again").isEqualTo(1L);
    assertThat(redis.hkeys(text(sessions))).containsExactlyInAnyOrder("a", "b");
    assertThat(redis.pexpireTime(text(sessions))).isEqualTo(4_000_086_400_000L);
  }

  @Test
  void endSessionsLeavesTheOneAndTheTokens() {
    redis.hset(text(sessions), "one", "{\"token\":false}");
    redis.hset(text(sessions), "other", "{\"token\":false}");
    redis.hset(text(sessions), "torn", "{");
    redis.hset(text(sessions), "bot", "{\"token\":true}");
    assertThat(texts(run(AccountScript.END_SESSIONS, sessions, "one", "0")))
        .containsExactlyInAnyOrder("other", "torn");
    assertThat(redis.hkeys(text(sessions))).containsExactlyInAnyOrder("one", "bot");
    assertThat(texts(run(AccountScript.END_SESSIONS, sessions, "one", "1"))).containsExactly("bot");
    assertThat(texts(run(AccountScript.END_SESSIONS, sessions, "", "0"))).containsExactly("one");
  }

  @Test
  void takeCodeUsesItUpForAllButTheSameAttempt() {
    redis.set(text(code), "good");
    assertThat(run(AccountScript.TAKE_CODE, code, "bad", "first", "60000")).isEqualTo(0L);
    assertThat(run(AccountScript.TAKE_CODE, code, "good", "second", "60000")).isEqualTo(1L);
    assertThat(run(AccountScript.TAKE_CODE, code, "good", "second", "60000")).isEqualTo(1L);
    assertThat(run(AccountScript.TAKE_CODE, code, "good", "third", "60000")).isEqualTo(0L);
    assertThat(redis.pttl(text(code))).isBetween(1L, 60_000L);
  }

  @Test
  void replacePasswordKeepsOneThatTheCallerDoesNotKnow() {
    assertThat(run(AccountScript.REPLACE_PASSWORD, account, "old", "new")).isEqualTo(0L);
    assertThat(redis.exists(text(account))).as("no account comes of it").isFalse();
    redis.hset(text(account), "password", "old");
    assertThat(run(AccountScript.REPLACE_PASSWORD, account, "other", "new")).isEqualTo(0L);
    assertThat(redis.hget(text(account), "password")).isEqualTo("old");
    assertThat(run(AccountScript.REPLACE_PASSWORD, account, "old", "new")).isEqualTo(1L);
    assertThat(run(AccountScript.REPLACE_PASSWORD, account, "old", "new"))
        .as("the same again")
        .isEqualTo(1L);
    assertThat(run(AccountScript.REPLACE_PASSWORD, account, "old", "late")).isEqualTo(0L);
    assertThat(redis.hget(text(account), "password")).isEqualTo("new");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandIsNamedAmongTheNeeds(String command) {
    assertThat(
            RedisNeed.all(TestRedis.shared().address(), "").stream()
                .map(need -> need.words().get(0)))
        .contains(command);
  }

  static Stream<String> commands() {
    return Stream.of(
            AccountScript.CREATE,
            AccountScript.IDENTIFY,
            AccountScript.ADD_SESSION,
            AccountScript.END_SESSIONS,
            AccountScript.TAKE_CODE,
            AccountScript.REPLACE_PASSWORD)
        .map(script -> new String(script.source(), UTF_8))
        .flatMap(source -> CALL.matcher(source).results())
        .map((MatchResult call) -> call.group(1))
        .distinct();
  }

  private Object add(String id, long expires, long now, int most) {
    return run(
        AccountScript.ADD_SESSION,
        sessions,
        id,
        "{\"expires\":" + expires + "}",
        "" + expires,
        "" + now,
        "" + most);
  }

  private List<String> identify(String... arguments) {
    return texts(AccountScript.IDENTIFY.run(redis, List.of(account, sessions), arguments));
  }

  private Object run(AccountScript script, byte[] key, String... arguments) {
    return script.run(redis, List.of(key), arguments);
  }

  private static List<String> texts(Object answer) {
    return ((List<?>) answer)
        .stream().map(value -> value == null ? "-" : text((byte[]) value)).toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
