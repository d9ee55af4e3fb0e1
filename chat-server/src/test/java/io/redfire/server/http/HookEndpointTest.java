package io.redfire.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.account.Account;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.core.redis.bot.RedisWebhooks;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.member.RedisRoomMembers;
import io.redfire.core.redis.rate.RedisRateLimits;
import io.redfire.server.account.HookToken;
import io.redfire.server.bot.HookBody;
import io.redfire.server.bot.HookPath;
import io.redfire.server.bot.HookPosts;
import io.redfire.server.limit.Doorkeeper;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Admission;
import io.redfire.server.right.CachedAuthority;
import io.redfire.server.session.EventLoops;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an endpoint does with those who post, or seem to. */
@Timeout(120)
class HookEndpointTest {
  private static final RoomName DEN = new RoomName("den");
  private static final UserName MARK = new UserName("mark");
  private static final HookBody HELLO = new HookBody("hello", "");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Clock clock = Clock.systemUTC();
  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisMessageLog log = new RedisMessageLog(redis, keys, 0, 1, RedisObserver.NONE);
  private final RedisRoomMembers members = new RedisRoomMembers(redis, keys, 2);
  private final RedisAccounts accounts = new RedisAccounts(redis, keys, 2);
  private final RedisWebhooks hooks = new RedisWebhooks(redis, keys, 2);
  private final RedisRateLimits rates = new RedisRateLimits(redis, keys);
  private final EventLoops loops = new EventLoops(Thread::new);
  private final ServerMetrics metrics = new ServerMetrics("test");
  private final HookPosts posts =
      new HookPosts(
          hooks,
          accounts,
          new Admission(
              new CachedAuthority(members, Runnable::run, clock),
              rates,
              LimitSettings.NONE,
              log,
              Runnable::run,
              clock),
          log,
          new Requests(clock, 0, Limit.MOST_TEXT_BYTES),
          rates,
          Runnable::run,
          Runnable::run);

  @BeforeEach
  void register() {
    Account mark = new Account(MARK, "", false, false, Instant.ofEpochMilli(1));
    assertThat(accounts.create(mark, Set.of("mark"), Optional.empty())).isTrue();
  }

  @AfterEach
  void close() {
    loops.close();
    rates.close();
    hooks.close();
    accounts.close();
    members.close();
    log.close();
  }

  /** Makes a webhook; the path by which it is posted to. */
  private String hook() {
    HookToken token = HookToken.create();
    IncomingWebhook hook =
        new IncomingWebhook(token.id(), "deploys", MARK, token.digest(), Instant.ofEpochMilli(1));
    assertThat(hooks.add(DEN, hook, 10)).isTrue();
    return "/hooks/den/" + token.text();
  }

  private static String wrongPath() {
    return "/hooks/den/" + HookToken.create().text();
  }

  private HookEndpoint listen() throws IOException {
    return listen(PATIENCE);
  }

  private HookEndpoint listen(Duration patience) throws IOException {
    return HookEndpoint.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        loops,
        new Doorkeeper(LimitSettings.NONE, metrics),
        Optional.empty(),
        posts,
        Limit.MOST_TEXT_BYTES,
        metrics,
        patience);
  }

  private static HttpResponse<String> post(HookEndpoint endpoint, String path, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void whoSendsSlowlyKeepsNobodyElseWaitingAndIsCutOff() throws Exception {
    String path = hook();
    try (HookEndpoint endpoint = listen(Duration.ofSeconds(4))) {
      Socket[] slow = new Socket[100];
      for (int i = 0; i < slow.length; i++) {
        slow[i] = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        OutputStream out = slow[i].getOutputStream();
        out.write(
            ("POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{")
                .getBytes(US_ASCII));
        out.flush();
      }
      assertThat(post(endpoint, path, "{\"text\":\"hello\"}").statusCode()).isEqualTo(200);
      Socket newest = slow[slow.length - 1];
      newest.setSoTimeout(1);
      assertThatThrownBy(() -> newest.getInputStream().read())
          .as("the slow are still waited for")
          .isInstanceOf(SocketTimeoutException.class);
      for (Socket each : slow) {
        try (each) {
          each.setSoTimeout(60_000);
          assertThat(each.getInputStream().read()).as("the connection is closed").isEqualTo(-1);
        }
      }
      assertThat(post(endpoint, path, "{\"text\":\"hello\"}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLongestTextIsTakenHoweverItIsEscaped() throws Exception {
    String path = hook();
    try (HookEndpoint endpoint = listen()) {
      String ascii = "\\u0041".repeat(Limit.MOST_TEXT_BYTES);
      assertThat(post(endpoint, path, "{\"text\":\"" + ascii + "\"}").statusCode()).isEqualTo(200);
      String chinese = "\\u706b".repeat(Limit.MOST_TEXT_BYTES / 3);
      assertThat(post(endpoint, path, "{\"text\":\"" + chinese + "\"}").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void bodyBeyondWhatTheLongestTextTakesIsRefused() throws Exception {
    String path = hook();
    try (HookEndpoint endpoint = listen()) {
      String body = "{\"text\":\"" + "x".repeat(6 * Limit.MOST_TEXT_BYTES + 8 * 1024) + "\"}";
      HttpResponse<String> answer = post(endpoint, path, body);
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("MALFORMED_REQUEST", "at most 204800 bytes");
    }
  }

  @Test
  void anAddressThatGuessesIsRefusedAndKeepsNoWebhookInUseFromPosting() throws Exception {
    Optional<ClientAddress> guessing = address("192.0.2.7");
    Optional<ClientAddress> another = address("192.0.2.8");
    String used = hook();
    assertThat(said(used, another)).isEmpty();

    int looked = 0;
    while (said(wrongPath(), guessing).equals(Optional.of(Reason.WEBHOOK_NOT_FOUND))) {
      looked++;
    }
    assertThat(looked).isBetween(30, 40);
    assertThat(said(wrongPath(), guessing)).contains(Reason.RATE_LIMITED);
    assertThat(said(hook(), guessing)).as("not known here").contains(Reason.RATE_LIMITED);
    assertThat(said(used, guessing)).as("in use").isEmpty();
    assertThat(said(wrongPath(), another)).contains(Reason.WEBHOOK_NOT_FOUND);
    assertThat(said(wrongPath(), address("127.0.0.1"))).contains(Reason.WEBHOOK_NOT_FOUND);
  }

  private static Optional<ClientAddress> address(String text) throws IOException {
    return Optional.of(ClientAddress.of(InetAddress.getByName(text)));
  }

  /** Why it was not said; empty where it was. */
  private Optional<Reason> said(String path, Optional<ClientAddress> from) {
    try {
      var unused = posts.post(HookPath.parse(path), HELLO, from).join();
      return Optional.empty();
    } catch (CompletionException refused) {
      return Optional.of(Problem.from(refused).reason());
    }
  }
}
