package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** A user with exactly these rights, in a real Redis that says what it may do. */
class RedisAclTest {
  private static final String USER = "chat";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource({
    "redis://chat:hush@db,chat:",
    "redis://chat:hush@db,''",
    "redis://chat:hush@db/3,a*[?]:",
    "redis+cluster://chat:hush@db,chat:"
  })
  void theUserMayDoAllThatIsNeededAndEachRightIsNeeded(String url, String prefix) {
    RedisAcl acl = new RedisAcl(RedisAddress.parse(url, Optional.empty()), prefix);
    try (OwnRedis redis = TestRedis.own();
        Jedis admin = new Jedis(redis.connections().open("admin"))) {
      set(admin, acl.rules());
      assertThat(denied(admin, acl)).isEmpty();
      for (String rule : acl.rules()) {
        List<String> fewer = new ArrayList<>(acl.rules());
        fewer.remove(rule);
        set(admin, fewer);
        assertThat(denied(admin, acl)).as("without " + rule).isNotEmpty();
      }
    }
  }

  @Test
  void keysAndChannelsOfOthersAreOutOfReach() {
    RedisAcl acl = new RedisAcl(RedisAddress.parse("redis://chat@db", Optional.empty()), "a*:");
    RedisAcl other = new RedisAcl(acl.address(), "ab:");
    try (OwnRedis redis = TestRedis.own();
        Jedis admin = new Jedis(redis.connections().open("admin"))) {
      set(admin, acl.rules());
      assertThat(denied(admin, other))
          .containsAll(
              RedisNeed.all(other.address(), "ab:").stream()
                  .filter(need -> need.words().stream().anyMatch(word -> word.contains("ab:")))
                  .map(RedisNeed::words)
                  .filter(words -> !words.get(0).equals("UNSUBSCRIBE"))
                  .toList());
      for (List<String> harm :
          List.of(
              List.of("FLUSHALL"),
              List.of("KEYS", "*"),
              List.of("CONFIG", "SET", "appendonly", "no"),
              List.of("ACL", "LIST"),
              List.of("DUMP", "a*:room"))) {
        assertThat(mayDo(admin, harm)).as(harm.toString()).isFalse();
      }
    }
  }

  @Test
  void theLineTakesAllFormerRightsAwayAndShowsNoPassword() {
    RedisAddress address = RedisAddress.parse("redis://chat:hush@db", Optional.empty());
    String line = new RedisAcl(address, "chat:").command();
    assertThat(line)
        .startsWith(
            "ACL SETUSER chat reset on"
                + " #dc8331bcb2283e89d275a1c2fe66f7bf5ac3163ec1967f149dd7e27906365f0c ~chat:*"
                + " ~{chat:*}:* &chat:* &{chat:*}:signals +eval +evalsha ")
        .contains(" +config|get ", " +client|setname ")
        .doesNotContain("hush", "@", "+select");
    try (OwnRedis redis = TestRedis.own("user chat on nopass +@all ~* &*");
        Jedis admin = new Jedis(redis.connections().open("admin"))) {
      String[] words = line.split(" ");
      admin.sendCommand(
          Protocol.Command.ACL, List.of(words).subList(1, words.length).toArray(new String[0]));
      assertThat(mayDo(admin, List.of("FLUSHALL"))).isFalse();
      RedisAddress there =
          new RedisAddress(redis.address().place(), address.user(), address.password(), 0);
      try (Jedis user = new Jedis(new RedisConnections(there, PATIENCE, PATIENCE).open("user"))) {
        assertThat(user.ping()).isEqualTo("PONG");
      }
    }
  }

  @Test
  void aPasswordThatIsNotKnownIsAPlaceholderThatRedisRefuses() {
    RedisAddress address = RedisAddress.parse("redis://chat@db", Optional.empty());
    String line = new RedisAcl(address, "").command();
    assertThat(line).contains(" #SHA256_OF_THE_PASSWORD ~* &* ");
    try (OwnRedis redis = TestRedis.own();
        Jedis admin = new Jedis(redis.connections().open("admin"))) {
      assertThatThrownBy(
              () ->
                  admin.sendCommand(
                      Protocol.Command.ACL, "SETUSER", "chat", "#" + RedisAcl.PLACEHOLDER))
          .isInstanceOf(JedisDataException.class);
    }
  }

  @Test
  void whatRedisCliWouldTakeApartIsQuoted() {
    RedisAddress address = RedisAddress.parse("redis://a%22b:hush@db", Optional.empty());
    assertThat(new RedisAcl(address, "it's*").command())
        .contains(
            "SETUSER \"a\\\"b\" reset",
            " \"~it's\\\\**\" \"~{it's\\\\**}:*\" \"&it's\\\\**\" \"&{it's\\\\**}:signals\" ");
  }

  @Test
  void withoutAUserThereIsNoLine() {
    RedisAddress address = RedisAddress.parse("redis://:hush@db", Optional.empty());
    assertThatThrownBy(() -> new RedisAcl(address, "").command())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void set(Jedis admin, List<String> rules) {
    List<String> words = new ArrayList<>(List.of("SETUSER", USER, "reset", "on", "nopass"));
    words.addAll(rules);
    admin.sendCommand(Protocol.Command.ACL, words.toArray(new String[0]));
  }

  private static List<List<String>> denied(Jedis admin, RedisAcl acl) {
    return RedisNeed.all(acl.address(), acl.prefix()).stream()
        .map(RedisNeed::words)
        .filter(words -> !mayDo(admin, words))
        .toList();
  }

  private static boolean mayDo(Jedis admin, List<String> words) {
    List<String> asked = new ArrayList<>(List.of("DRYRUN", USER));
    asked.addAll(words);
    byte[] answer = (byte[]) admin.sendCommand(Protocol.Command.ACL, asked.toArray(new String[0]));
    return new String(answer, UTF_8).equals("OK");
  }
}
