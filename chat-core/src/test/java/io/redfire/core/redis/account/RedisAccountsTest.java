package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.LogException;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

class RedisAccountsTest {
  /** Ahead of the clock of Redis, which forgets what is over by it. */
  private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

  private static final UserName ALICE = new UserName("alice");

  private final RedisConnections connections = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private RedisAccounts accounts;
  private RedisServers servers;
  private UnifiedJedis redis;

  @BeforeEach
  void open() {
    accounts = new RedisAccounts(connections, keys, 4);
    servers = connections.servers("accounts-test", 1);
    redis = servers.client();
  }

  @AfterEach
  void close() {
    servers.close();
    accounts.close();
  }

  @Test
  void accountIsFoundAsItWasMade() {
    Account account = new Account(ALICE, "Alice 爱丽丝", true, false, NOW);
    assertThat(accounts.find(ALICE)).isEmpty();
    assertThat(accounts.create(account, Set.of("alice"), Optional.of("hash"))).isTrue();
    assertThat(accounts.find(ALICE)).contains(account);
    assertThat(accounts.passwordHash(ALICE)).contains("hash");
    assertThat(accounts.ownerOfSkeleton("alice")).contains(ALICE);
  }

  @Test
  void accountWithoutPasswordHasNone() {
    assertThat(accounts.create(account("alice"), Set.of("alice"), Optional.empty())).isTrue();
    assertThat(accounts.passwordHash(ALICE)).isEmpty();
    assertThat(accounts.passwordHash(new UserName("bob"))).isEmpty();
  }

  @Test
  void accountOfAnIssuerKnowsForWhomItWasMade() {
    assertThat(accounts.subject(ALICE)).isEmpty();
    assertThat(accounts.createIssued(account("alice"), Set.of("alice"), "person one")).isTrue();
    assertThat(accounts.createIssued(account("alice"), Set.of("alice"), "person two")).isFalse();
    assertThat(accounts.find(ALICE)).contains(account("alice"));
    assertThat(accounts.subject(ALICE)).contains("person one");
    assertThat(accounts.passwordHash(ALICE)).isEmpty();
    create("bob");
    assertThat(accounts.subject(new UserName("bob"))).isEmpty();
  }

  @Test
  void passwordHashIsReplacedOnlyWhereItIsTheOneThatIsKnown() {
    assertThat(accounts.replacePasswordHash(ALICE, "one", "two")).isFalse();
    assertThat(accounts.find(ALICE)).isEmpty();
    create("alice");
    accounts.setPasswordHash(ALICE, "one");
    assertThat(accounts.replacePasswordHash(ALICE, "one", "two")).isTrue();
    assertThat(accounts.replacePasswordHash(ALICE, "one", "three")).isFalse();
    assertThat(accounts.passwordHash(ALICE)).contains("two");
  }

  @Test
  void nameAndWhatLooksLikeItAreTakenOnce() {
    assertThat(accounts.create(account("alice"), Set.of("a1ice"), Optional.empty())).isTrue();
    assertThat(accounts.create(account("alice"), Set.of("a1ice"), Optional.empty())).isFalse();
    assertThat(accounts.create(account("a1ice"), Set.of("a1ice"), Optional.empty())).isFalse();
    assertThat(accounts.find(new UserName("a1ice"))).isEmpty();
    assertThat(accounts.ownerOfSkeleton("a1ice")).contains(ALICE);
  }

  @Test
  void claimThatACrashLeftBehindIsGoodForItsNameOnly() {
    redis.set(new String(keys.nameClaim("a1ice"), UTF_8), "alice");
    assertThat(accounts.create(account("a1ice"), Set.of("a1ice"), Optional.empty())).isFalse();
    assertThat(accounts.create(account("alice"), Set.of("a1ice"), Optional.empty())).isTrue();
  }

  @Test
  void nameWithOneOfItsSkeletonsTakenClaimsNoneOfThem() {
    assertThat(accounts.create(account("lan"), Set.of("lan"), Optional.empty())).isTrue();
    assertThat(accounts.create(account("Ian"), Set.of("ian", "lan"), Optional.empty())).isFalse();
    assertThat(accounts.ownerOfSkeleton("ian")).isEmpty();
    assertThat(accounts.create(account("ian"), Set.of("ian"), Optional.empty())).isTrue();
  }

  @Test
  void oneOfManyAtOnceGetsTheName() throws Exception {
    List<Boolean> made =
        atOnce(
            IntStream.range(0, 16)
                .<Callable<Boolean>>mapToObj(
                    i ->
                        () ->
                            accounts.create(account("al" + i % 4), Set.of("al"), Optional.empty()))
                .toList());
    assertThat(made).containsOnlyOnce(true);
    assertThat(accounts.list(Optional.empty(), "", 10)).hasSize(1);
  }

  @Test
  void whatIsSetIsFoundAndOnlyWhereThereIsAnAccount() {
    assertThat(accounts.setDisplayName(ALICE, "A")).isFalse();
    assertThat(accounts.setDisabled(ALICE, true)).isFalse();
    assertThat(accounts.setAdmin(ALICE, true)).isFalse();
    assertThat(accounts.setPasswordHash(ALICE, "x")).isFalse();
    assertThat(accounts.find(ALICE)).isEmpty();
    create("alice");
    assertThat(accounts.setDisplayName(ALICE, "A")).isTrue();
    assertThat(accounts.setDisabled(ALICE, true)).isTrue();
    assertThat(accounts.setAdmin(ALICE, true)).isTrue();
    assertThat(accounts.setPasswordHash(ALICE, "x")).isTrue();
    assertThat(accounts.find(ALICE)).contains(new Account(ALICE, "A", true, true, NOW));
    assertThat(accounts.passwordHash(ALICE)).contains("x");
  }

  @Test
  void administratorsAreThoseWhoAreEnabled() {
    assertThat(accounts.admins()).isZero();
    create("alice");
    create("bob");
    accounts.setAdmin(ALICE, true);
    accounts.create(
        new Account(new UserName("carol"), "", true, false, NOW),
        Set.of("carol"),
        Optional.empty());
    assertThat(accounts.admins()).isEqualTo(2);
    accounts.setDisabled(ALICE, true);
    assertThat(accounts.admins()).isEqualTo(1);
    accounts.setDisabled(ALICE, false);
    accounts.setAdmin(ALICE, false);
    assertThat(accounts.admins()).isEqualTo(1);
    redis.sadd(new String(keys.admins(), UTF_8), "bob", "nobody");
    assertThat(accounts.admins()).as("only accounts themselves make administrators").isEqualTo(1);
  }

  @Test
  void accountsAreListedInTheOrderOfTheirBytes() {
    List.of("bob", "alice", "爱", "ann", "b").forEach(this::create);
    redis.zadd(new String(keys.accounts(), UTF_8), 0, "annexed");
    assertThat(names(Optional.empty(), "", 10)).containsExactly("alice", "ann", "b", "bob", "爱");
    assertThat(names(Optional.empty(), "", 2)).containsExactly("alice", "ann");
    assertThat(names(Optional.of("ann"), "", 2)).containsExactly("b", "bob");
    assertThat(names(Optional.empty(), "b", 10)).containsExactly("b", "bob");
    assertThat(names(Optional.of("b"), "b", 10)).containsExactly("bob");
    assertThat(names(Optional.of("alice"), "b", 10)).containsExactly("b", "bob");
    assertThat(names(Optional.of("爱"), "b", 10)).isEmpty();
    assertThat(names(Optional.empty(), "爱", 10)).containsExactly("爱");
  }

  @Test
  void sessionIsKnownByItsDigestUntilItIsOver() {
    create("alice");
    AccountSession phone = session("phone", NOW, Duration.ofDays(1));
    assertThat(accounts.addSession(ALICE, phone, 10)).isTrue();
    assertThat(accounts.identify(ALICE, phone.digest(), NOW))
        .contains(new Identity(account("alice"), phone));
    String sameId = phone.id() + "0".repeat(48);
    assertThat(accounts.identify(ALICE, sameId, NOW)).isEmpty();
    assertThat(accounts.identify(new UserName("bob"), phone.digest(), NOW)).isEmpty();
    assertThat(accounts.identify(ALICE, phone.digest(), phone.expiresAt())).isEmpty();
  }

  @Test
  void sessionsAreListedNewestFirstWithoutThoseThatAreOver() {
    create("alice");
    AccountSession old = session("old", NOW, Duration.ofDays(9));
    AccountSession young = session("young", NOW.plusSeconds(9), Duration.ofDays(9));
    AccountSession brief = session("brief", NOW.plusSeconds(5), Duration.ofMinutes(1));
    List.of(old, young, brief).forEach(one -> accounts.addSession(ALICE, one, 10));
    assertThat(accounts.sessions(ALICE, NOW)).containsExactly(young, brief, old);
    assertThat(accounts.sessions(ALICE, NOW.plusSeconds(100))).containsExactly(young, old);
  }

  @Test
  void sessionsBeyondTheMostAreRefusedUntilOthersAreOver() {
    create("alice");
    accounts.addSession(ALICE, session("one", NOW, Duration.ofMinutes(1)), 2);
    accounts.addSession(ALICE, session("two", NOW, Duration.ofDays(1)), 2);
    assertThat(accounts.addSession(ALICE, session("three", NOW, Duration.ofDays(1)), 2)).isFalse();
    AccountSession later = session("four", NOW.plusSeconds(60), Duration.ofDays(1));
    assertThat(accounts.addSession(ALICE, later, 2)).isTrue();
    assertThat(accounts.sessions(ALICE, NOW)).hasSize(2).contains(later);
  }

  @Test
  void neverMoreSessionsThanTheMostHoweverManyComeAtOnce() throws Exception {
    create("alice");
    List<Boolean> added =
        atOnce(
            IntStream.range(0, 32)
                .<Callable<Boolean>>mapToObj(
                    i ->
                        () ->
                            accounts.addSession(
                                ALICE, session("s" + i, NOW, Duration.ofDays(1)), 5))
                .toList());
    assertThat(added).filteredOn(done -> done).hasSize(5);
    assertThat(accounts.sessions(ALICE, NOW)).hasSize(5);
  }

  @Test
  void endedSessionsAreKnownNoMore() {
    create("alice");
    AccountSession phone = session("phone", NOW, Duration.ofDays(1));
    AccountSession laptop = session("laptop", NOW, Duration.ofDays(1));
    AccountSession bot = token("bot");
    List.of(phone, laptop, bot).forEach(one -> accounts.addSession(ALICE, one, 10));
    assertThat(accounts.removeSessions(ALICE, Optional.of(phone.id()), false))
        .containsExactly(laptop.id());
    assertThat(accounts.identify(ALICE, laptop.digest(), NOW)).isEmpty();
    assertThat(accounts.identify(ALICE, phone.digest(), NOW)).isPresent();
    assertThat(accounts.identify(ALICE, bot.digest(), NOW)).isPresent();
    assertThat(accounts.removeSession(ALICE, phone.id())).isTrue();
    assertThat(accounts.removeSession(ALICE, phone.id())).isFalse();
    assertThat(accounts.identify(ALICE, phone.digest(), NOW)).isEmpty();
    assertThat(accounts.removeSessions(ALICE, Optional.empty(), true)).containsExactly(bot.id());
    assertThat(accounts.sessions(ALICE, NOW)).isEmpty();
  }

  @Test
  void tokenKeepsItsScopes() {
    create("alice");
    AccountSession bot = token("机器人 \"bot\"\u0007");
    accounts.addSession(ALICE, bot, 10);
    assertThat(accounts.sessions(ALICE, NOW)).containsExactly(bot);
  }

  @Test
  void sessionOfANewerVersionIsReadAsFarAsItIsKnown() {
    create("alice");
    AccountSession phone = session("phone", NOW, Duration.ofDays(1));
    redis.hset(
        new String(keys.sessions(ALICE), UTF_8),
        phone.id(),
        SessionJson.encode(phone)
            .replace("{\"digest\"", "{\"place\":{\"name\":[1]},\"digest\"")
            .replace("\"scopes\":[", "\"scopes\":[\"FLY\","));
    assertThat(accounts.sessions(ALICE, NOW)).containsExactly(phone);
  }

  @Test
  void sessionThatCannotBeReadIsNone() {
    create("alice");
    String digest = digest("x");
    String sessions = new String(keys.sessions(ALICE), UTF_8);
    for (String torn : List.of("", "{", "[]", "{\"digest\":1}", "{\"digest\":\"ab\"}")) {
      redis.hset(sessions, AccountSession.idOf(digest), torn);
      assertThat(accounts.identify(ALICE, digest, NOW)).isEmpty();
      assertThat(accounts.sessions(ALICE, NOW)).isEmpty();
    }
  }

  @Test
  void indexThatWasLostComesBackWithTheNextSession() {
    accounts.create(new Account(ALICE, "", true, false, NOW), Set.of("alice"), Optional.empty());
    redis.del(new String(keys.accounts(), UTF_8), new String(keys.admins(), UTF_8));
    assertThat(accounts.admins()).isZero();
    accounts.addSession(ALICE, session("phone", NOW, Duration.ofDays(1)), 10);
    assertThat(accounts.admins()).isEqualTo(1);
    assertThat(names(Optional.empty(), "", 10)).containsExactly("alice");
  }

  @Test
  void codeIsGoodOnceAndTheNewestOnly() throws Exception {
    accounts.putCode("first-admin", digest("one"), Duration.ofDays(7));
    accounts.putCode("first-admin", digest("two"), Duration.ofDays(7));
    assertThat(accounts.takeCode("first-admin", digest("one"))).isFalse();
    assertThat(accounts.takeCode("other", digest("two"))).isFalse();
    List<Boolean> taken =
        atOnce(
            IntStream.range(0, 8)
                .<Callable<Boolean>>mapToObj(
                    i -> () -> accounts.takeCode("first-admin", digest("two")))
                .toList());
    assertThat(taken).containsOnlyOnce(true);
  }

  @Test
  void codeThatWasOnlyLookedAtIsStillGood() {
    assertThat(accounts.isCode("first-admin", digest("one"))).isFalse();
    accounts.putCode("first-admin", digest("one"), Duration.ofDays(7));
    assertThat(accounts.isCode("first-admin", digest("two"))).isFalse();
    assertThat(accounts.isCode("first-admin", digest("one"))).isTrue();
    assertThat(accounts.isCode("first-admin", digest("one"))).isTrue();
    assertThat(accounts.takeCode("first-admin", digest("one"))).isTrue();
    assertThat(accounts.isCode("first-admin", digest("one"))).isFalse();
  }

  @Test
  void codeIsOverAfterItsTime() {
    accounts.putCode("first-admin", digest("one"), Duration.ofDays(7));
    assertThat(redis.pttl(new String(keys.code("first-admin"), UTF_8)))
        .isBetween(Duration.ofDays(6).toMillis(), Duration.ofDays(7).toMillis());
  }

  @Test
  void silentRedisIsSaidToBeUnavailable() {
    OwnRedis own = TestRedis.own();
    try (RedisAccounts away = new RedisAccounts(own.connections(), keys, 1)) {
      own.close();
      assertThatThrownBy(() -> away.find(ALICE))
          .isInstanceOfSatisfying(
              LogException.class,
              e -> assertThat(e.reason()).isEqualTo(LogException.Reason.UNAVAILABLE));
    }
  }

  private void create(String name) {
    assertThat(accounts.create(account(name), Set.of(name), Optional.empty())).isTrue();
  }

  private List<String> names(Optional<String> after, String prefix, int limit) {
    return names(accounts, after, prefix, limit);
  }

  static List<String> names(Accounts accounts, Optional<String> after, String prefix, int limit) {
    return accounts.list(after.map(UserName::new), prefix, limit).stream()
        .map(account -> account.user().value())
        .toList();
  }

  static Account account(String name) {
    return new Account(new UserName(name), "", false, false, NOW);
  }

  static AccountSession session(String name, Instant created, Duration lifetime) {
    String digest = digest(name);
    return new AccountSession(
        AccountSession.idOf(digest),
        digest,
        name,
        false,
        Set.of(Scope.values()),
        created,
        created.plus(lifetime));
  }

  private static AccountSession token(String name) {
    String digest = digest(name);
    return new AccountSession(
        AccountSession.idOf(digest),
        digest,
        name,
        true,
        Set.of(Scope.READ),
        NOW,
        NOW.plus(Duration.ofDays(1)));
  }

  private static String digest(String secret) {
    return Hashing.sha256().hashString(secret, UTF_8).toString();
  }

  private static List<Boolean> atOnce(List<Callable<Boolean>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> answers = threads.invokeAll(calls);
      List<Boolean> values = new ArrayList<>();
      for (Future<Boolean> answer : answers) {
        values.add(answer.get());
      }
      return values;
    } finally {
      threads.shutdownNow();
    }
  }
}
