package io.redfire.server.right;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Scope;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.server.account.NameSkeleton;
import io.redfire.server.account.Token;
import io.redfire.server.account.oidc.IssuedAccounts;
import io.redfire.server.account.oidc.JwtVerifier;
import io.redfire.server.account.oidc.SigningIssuer;
import io.redfire.server.limit.NoPlaceException;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallersTest {
  private static final UserName ALICE = new UserName("alice");

  /** Ahead of the clock of Redis, which forgets what is over by it. */
  private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

  private final RedisConnections redis = TestRedis.shared().connections();
  private final RedisKeys keys = new RedisKeys("test-" + MessageId.create() + "-");
  private final RedisAccounts accounts = new RedisAccounts(redis, keys, 4);
  private final ExecutorService blocking = Executors.newFixedThreadPool(4);

  @AfterEach
  void close() {
    blocking.shutdownNow();
    accounts.close();
  }

  @Test
  void tokenTellsItsUserWhetherNamedOrNot() {
    Callers callers = callers(true, NOW);
    Token token = signIn();
    assertThat(found(callers, token.text(), "").user()).contains(ALICE);
    assertThat(found(callers, token.text(), "alice").user()).contains(ALICE);
    assertThat(refused(callers, token.text(), "bob")).isEqualTo(Reason.USER_MISMATCH);
    assertThat(found(callers, token.text(), "").has(Scope.ACCOUNT)).isTrue();
    assertThat(found(callers, token.text(), "").has(Scope.ADMIN)).as("no administrator").isFalse();
  }

  @Test
  void tokenThatNobodyGaveOutIsRefused() {
    Callers callers = callers(true, NOW);
    signIn();
    assertThat(refused(callers, Token.create(ALICE).text(), "")).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(refused(callers, Token.create(new UserName("bob")).text(), ""))
        .isEqualTo(Reason.TOKEN_INVALID);
    assertThat(refused(callers, "rf1_nonsense", "")).isEqualTo(Reason.TOKEN_INVALID);
    assertThat(refused(callers, "eyJhbGciOiJub25lIn0.e30.", ""))
        .as("where no outside issuer is believed")
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void tokenIsOverAtItsTime() {
    Token token = signIn();
    Instant end = NOW.plus(Duration.ofDays(1));
    assertThat(found(callers(true, end.minusMillis(1)), token.text(), "").user()).contains(ALICE);
    assertThat(refused(callers(true, end), token.text(), "")).isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void revokedTokenIsRefusedWithinASecondAndAtOnceToStreams() {
    Callers callers = callers(true, NOW);
    Token token = signIn();
    Caller caller = found(callers, token.text(), "");
    assertThat(callers.reverify(caller).join()).isEqualTo(caller);
    accounts.removeSession(ALICE, AccountSession.idOf(token.digest()));
    assertThat(reason(callers.reverify(caller))).isEqualTo(Reason.TOKEN_INVALID);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(refused(callers, token.text(), "")).isEqualTo(Reason.TOKEN_INVALID));
  }

  @Test
  void whatIsForgottenIsAskedAnew() {
    Callers callers = callers(true, NOW);
    Token token = signIn();
    found(callers, token.text(), "");
    accounts.removeSession(ALICE, AccountSession.idOf(token.digest()));
    callers.forget(ALICE);
    assertThat(refused(callers, token.text(), "")).isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void whatIsForgottenOfOneIsRememberedOfOthers() {
    AtomicInteger questions = new AtomicInteger();
    Callers callers =
        callers(
            task -> {
              questions.incrementAndGet();
              blocking.execute(task);
            });
    Token token = signIn();
    // The clock of what is remembered goes on meanwhile, so this may take a few tries.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              found(callers, token.text(), "");
              int before = questions.get();
              callers.forget(new UserName("bob"));
              found(callers, token.text(), "");
              return questions.get() == before;
            });
  }

  @Test
  void strangersInAHeapKeepNobodyWaitingWhoWasLetIn() {
    Callers callers =
        callers(
            task -> {
              throw new NoPlaceException();
            });
    signIn();
    Caller guest = new Caller.Guest(Optional.of(new UserName("bob")));
    assertThat(reason(callers.identify(Credentials.NONE, "bob"))).isEqualTo(Reason.OVERLOADED);
    assertThat(callers.reverify(guest).join()).isEqualTo(guest);
  }

  @Test
  void disabledAccountIsRefusedAndWelcomeAgainWhenEnabled() {
    Callers callers = callers(true, NOW);
    Token token = signIn();
    accounts.setDisabled(ALICE, true);
    assertThat(refused(callers, token.text(), "")).isEqualTo(Reason.ACCOUNT_DISABLED);
    accounts.setDisabled(ALICE, false);
    Caller caller = found(callers, token.text(), "");
    accounts.setDisabled(ALICE, true);
    assertThat(reason(callers.reverify(caller))).isEqualTo(Reason.ACCOUNT_DISABLED);
  }

  @Test
  void guestMayHaveANameThatIsNoAccounts() {
    Callers callers = callers(true, NOW);
    signIn();
    assertThat(guest(callers, "bob").user()).contains(new UserName("bob"));
    assertThat(guest(callers, "bob").has(Scope.WRITE)).isTrue();
    assertThat(guest(callers, "bob").has(Scope.ACCOUNT)).isFalse();
    assertThat(guest(callers, "").user()).isEmpty();
    assertThat(reason(callers.identify(Credentials.NONE, "alice"))).isEqualTo(Reason.NAME_TAKEN);
    assertThat(reason(callers.identify(Credentials.NONE, "a1ice")))
        .isEqualTo(Reason.NAME_CONFUSABLE);
    assertThat(reason(callers.identify(Credentials.NONE, "redis"))).isEqualTo(Reason.NAME_RESERVED);
    assertThat(reason(callers.identify(Credentials.NONE, "a:b"))).isEqualTo(Reason.NAME_INVALID);
    for (String plain : List.of("helper-bot", "bot_2", "Bot.3", "机器人", "бот")) {
      assertThat(guest(callers, plain).user()).contains(new UserName(plain));
    }
  }

  @Test
  void guestsNameIsWhatItSeemsToBe() {
    Callers callers = callers(true, NOW);
    signIn();
    // An i with a dot more, a Cyrillic letter, and what nobody sees.
    for (String name : List.of("ali\u0307ce", "ali\u0307", "\u0430lice", "al\u3164ice")) {
      assertThat(reason(callers.identify(Credentials.NONE, name)))
          .as(name)
          .isEqualTo(Reason.NAME_INVALID);
    }
    for (String name : List.of("Redis", "REDIS", "\u0433\u0435\u0501\u0456\u0455")) {
      assertThat(reason(callers.identify(Credentials.NONE, name)))
          .as(name)
          .isEqualTo(Reason.NAME_CONFUSABLE);
    }
  }

  @Test
  void guestWhoseNameBecameAnAccountsIsOut() {
    Callers callers = callers(true, NOW);
    Caller guest = guest(callers, "alice");
    assertThat(callers.reverify(guest).join()).isEqualTo(guest);
    signIn();
    assertThat(reason(callers.reverify(guest))).isEqualTo(Reason.NAME_TAKEN);
  }

  @Test
  void noGuestComesInWhereTheyAreDenied() {
    Callers callers = callers(false, NOW);
    assertThat(reason(callers.identify(Credentials.NONE, "bob"))).isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(reason(callers.identify(Credentials.NONE, ""))).isEqualTo(Reason.LOGIN_REQUIRED);
    assertThat(found(callers, signIn().text(), "").user()).contains(ALICE);
  }

  @Test
  void slowIssuerKeepsNobodyWaitingWhoseTokenIsNotItsOwn() {
    Clock clock = Clock.systemUTC();
    try (SigningIssuer issuer = new SigningIssuer();
        IssuedAccounts issued =
            new IssuedAccounts(
                accounts, new JwtVerifier(issuer.settings(), clock), clock, blocking)) {
      Callers callers =
          new Callers(
              accounts,
              Optional.of(issued),
              true,
              Clock.fixed(NOW, ZoneOffset.UTC),
              blocking,
              blocking);
      Token token = signIn();
      issuer.hold();
      List<CompletableFuture<Caller>> outside =
          IntStream.range(0, 16)
              .mapToObj(i -> callers.identify(credentials(issuer.token("user" + i)), ""))
              .toList();
      assertThat(found(callers, token.text(), "").user()).contains(ALICE);
      assertThat(guest(callers, "bob").user()).contains(new UserName("bob"));
      assertThat(outside).as("those who wait for the issuer").noneMatch(CompletableFuture::isDone);
      issuer.letGo();
      assertThat(outside.get(0)).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  @Test
  void credentialsShowNoToken() {
    Token token = Token.create(ALICE);
    assertThat(credentials(token.text()).toString()).doesNotContain(token.text());
  }

  private Callers callers(boolean guests, Instant now) {
    return new Callers(
        accounts, Optional.empty(), guests, Clock.fixed(now, ZoneOffset.UTC), blocking, blocking);
  }

  private Callers callers(Executor strangers) {
    return new Callers(
        accounts, Optional.empty(), true, Clock.fixed(NOW, ZoneOffset.UTC), strangers, blocking);
  }

  private Token signIn() {
    var made =
        accounts.create(
            new Account(ALICE, "", false, false, NOW),
            NameSkeleton.allOf("alice").stream()
                .map(NameSkeleton::digest)
                .collect(Collectors.toSet()),
            Optional.empty());
    assertThat(made).isTrue();
    Token token = Token.create(ALICE);
    var added =
        accounts.addSession(
            ALICE,
            new AccountSession(
                AccountSession.idOf(token.digest()),
                token.digest(),
                "phone",
                false,
                Set.of(Scope.values()),
                NOW,
                NOW.plus(Duration.ofDays(1))),
            64);
    assertThat(added).isTrue();
    return token;
  }

  private static Credentials credentials(String token) {
    return new Credentials(Optional.of(token), Optional.empty());
  }

  private static Caller found(Callers callers, String token, String user) {
    return callers.identify(credentials(token), user).join();
  }

  private static Caller guest(Callers callers, String name) {
    return callers.identify(Credentials.NONE, name).join();
  }

  private static Reason refused(Callers callers, String token, String user) {
    return reason(callers.identify(credentials(token), user));
  }

  private static Reason reason(CompletableFuture<Caller> outcome) {
    try {
      throw new AssertionError("not refused: " + outcome.join());
    } catch (CompletionException failure) {
      return Problem.from(failure).reason();
    }
  }
}
