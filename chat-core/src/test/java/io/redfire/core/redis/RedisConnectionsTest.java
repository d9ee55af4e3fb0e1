package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestAuthority;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ClientPauseMode;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** One Redis with a password and an ACL user, reached by every kind of address. */
class RedisConnectionsTest {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  @TempDir static Path dir;
  private static OwnRedis redis;
  private static TlsFront tls;
  private static int plainPort;
  private static RedisTrust trust;

  enum Kind {
    TCP,
    UNIX,
    TLS
  }

  @BeforeAll
  static void startRedis() throws Exception {
    redis =
        TestRedis.own(
            "unixsocket \"%s\"".formatted(dir.resolve("redis.sock")),
            "requirepass hush",
            "user alice on +@all ~* &* >wonder",
            "user carol on +@all ~* &* nopass");
    plainPort = ((RedisAddress.Tcp) redis.address().place()).port();
    TestAuthority authority = TestAuthority.in(dir, "authority");
    trust = RedisTrust.of(authority.certificate());
    tls =
        new TlsFront(authority.serverContext(authority.issue("redis", "dns:localhost")), plainPort);
  }

  @AfterAll
  static void stopRedis() throws IOException {
    tls.close();
    redis.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void pipelineCarriesCommands(Kind kind) {
    try (Connection connection = to(address(kind)).open("writer");
        Pipeline pipeline = new Pipeline(connection)) {
      String key = "pipeline-" + kind;
      Response<Long> first = pipeline.rpush(key, "火");
      Response<Long> second = pipeline.rpush(key, "焰");
      Response<List<String>> all = pipeline.lrange(key, 0, -1);
      pipeline.sync();
      assertThat(first.get()).isEqualTo(1);
      assertThat(second.get()).isEqualTo(2);
      assertThat(all.get()).containsExactly("火", "焰");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void subscriberHearsWhatThePoolPublishesAndItsOwnPing(Kind kind) throws Exception {
    String channel = "channel-" + kind;
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    JedisPubSub subscription =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String name, int count) {
            heard.add("subscribed");
          }

          @Override
          public void onMessage(String name, String message) {
            heard.add("message " + message);
          }

          @Override
          public void onPong(String pattern) {
            heard.add("pong " + pattern);
          }
        };
    try (Connection connection = to(address(kind)).openSubscriber("ear", Duration.ofSeconds(20));
        UnifiedJedis pool = to(address(kind)).servers("pool", 2).client()) {
      Thread reader = new Thread(() -> subscription.proceed(connection, channel));
      reader.start();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("subscribed");
      pool.publish(channel, "hello");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("message hello");
      subscription.ping("me");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("pong me");
      subscription.unsubscribe();
      reader.join(10_000);
      assertThat(reader.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void silentSubscriptionFailsAfterItsLimit(Kind kind) {
    try (Connection connection = to(address(kind)).openSubscriber("ear", Duration.ofMillis(200))) {
      assertThatThrownBy(() -> new JedisPubSub() {}.proceed(connection, "silent"))
          .isInstanceOf(JedisConnectionException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void lateAnswerFailsAfterTheSocketTimeout(Kind kind) {
    RedisConnections impatient = to(address(kind), Duration.ofMillis(200));
    try (Jedis pause = new Jedis(to(address(kind)).open("pause"));
        Connection connection = impatient.open("impatient")) {
      pause.clientPause(60_000, ClientPauseMode.WRITE);
      assertThatThrownBy(() -> new Jedis(connection).incr("paused"))
          .isInstanceOf(JedisConnectionException.class);
      pause.clientUnpause();
    }
  }

  @Test
  void poolOpensNoMoreConnectionsThanItMay() {
    RedisAddress address = address(Kind.TCP);
    try (RedisServers servers = to(address, Duration.ofMillis(300)).servers("bounded", 1)) {
      Connection only = servers.borrow(servers.listeningPost());
      assertThatThrownBy(() -> servers.client().get("key")).isInstanceOf(JedisException.class);
      only.close();
      assertThat(servers.client().set("key", "value")).isEqualTo("OK");
    }
  }

  @Test
  void connectionShowsItsNameAndDatabase() {
    RedisAddress third = parse("redis://:hush@127.0.0.1:" + plainPort + "/3");
    try (Jedis jedis = new Jedis(to(third).open("writer-3"))) {
      assertThat(jedis.clientInfo()).contains("name=writer-3").contains(" db=3 ");
    }
  }

  @Test
  void aclUserLogsInWithAndWithoutPassword() {
    for (String user : new String[] {"alice:wonder", "carol"}) {
      try (Jedis jedis =
          new Jedis(to(parse("redis://" + user + "@localhost:" + plainPort)).open("u"))) {
        assertThat(user).startsWith(jedis.aclWhoAmI());
      }
    }
  }

  @Test
  void wrongPasswordIsToldApartByType() {
    RedisConnections wrong = to(RedisAddress.tcp("127.0.0.1", plainPort, Optional.of("wrong")));
    assertThatThrownBy(() -> wrong.open("w")).isInstanceOf(JedisAccessControlException.class);
  }

  @Test
  void certificateForAnotherHostIsRefused() {
    RedisConnections other = to(parse("rediss://:hush@127.0.0.1:" + tls.port()));
    assertThatThrownBy(() -> other.open("w"))
        .isInstanceOf(JedisConnectionException.class)
        .hasStackTraceContaining("No subject alternative names matching IP address 127.0.0.1");
  }

  @Test
  void certificateOfUnknownAuthorityIsRefused() {
    RedisConnections untrusting = new RedisConnections(address(Kind.TLS), CONNECT, ANSWER);
    assertThatThrownBy(() -> untrusting.open("w"))
        .isInstanceOf(JedisConnectionException.class)
        .hasStackTraceContaining("unable to find valid certification path");
  }

  @Test
  void missingSocketIsNamed() {
    Path missing = dir.resolve("missing.sock");
    assertThatThrownBy(() -> to(parse("unix://" + missing)).open("w"))
        .isInstanceOf(JedisConnectionException.class)
        .hasMessageContaining(missing.toString());
  }

  private static RedisAddress address(Kind kind) {
    return switch (kind) {
      case TCP -> parse("redis://:hush@127.0.0.1:" + plainPort);
      case UNIX ->
          parse(
              "unix://:hush@"
                  + URLEncoder.encode(dir.resolve("redis.sock").toString(), UTF_8)
                      .replace("%2F", "/"));
      case TLS -> parse("rediss://:hush@localhost:" + tls.port());
    };
  }

  private static RedisAddress parse(String text) {
    return RedisAddress.parse(text, Optional.empty());
  }

  private static RedisConnections to(RedisAddress address) {
    return to(address, ANSWER);
  }

  private static RedisConnections to(RedisAddress address, Duration answer) {
    return new RedisConnections(address, Optional.empty(), trust, CONNECT, answer);
  }
}
