package io.redfire.server.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.account.Account;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.account.RedisAccounts;
import io.redfire.server.account.NewAccountName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuedAccountsTest {
  private static final UserName ALICE = new UserName("alice");

  private final RedisAccounts accounts =
      new RedisAccounts(
          TestRedis.shared().connections(), new RedisKeys("test-" + MessageId.create() + "-"), 2);
  private final ExecutorService blocking = Executors.newFixedThreadPool(2);
  private SigningIssuer issuer;
  private IssuedAccounts issued;

  @BeforeEach
  void start() {
    issuer = new SigningIssuer();
    issued =
        new IssuedAccounts(
            accounts,
            new JwtVerifier(issuer.settings(), Clock.systemUTC()),
            Clock.systemUTC(),
            blocking);
  }

  @AfterEach
  void stop() {
    issuer.close();
    issued.close();
    blocking.shutdownNow();
    accounts.close();
  }

  @Test
  void userOfTheIssuerGetsAnAccountWithTheFirstToken() {
    Identity first = identify(token("alice"));
    assertThat(accounts.find(ALICE)).contains(first.account());
    assertThat(accounts.passwordHash(ALICE)).isEmpty();
    assertThat(first.session().scopes())
        .contains(Scope.READ, Scope.WRITE, Scope.ROOMS, Scope.ACCOUNT)
        .doesNotContain(Scope.ADMIN);
    assertThat(IssuedAccounts.isIssued(first.session())).isTrue();
    assertThat(identify(token("alice")).account()).isEqualTo(first.account());
  }

  @Test
  void accountWithAPasswordIsNotTheIssuers() {
    var made =
        accounts.create(
            new Account(ALICE, "", false, false, Instant.now()),
            NewAccountName.skeletons(ALICE),
            Optional.of("hash"));
    assertThat(made).isTrue();
    assertRefused(token("alice"), Reason.NAME_TAKEN);
  }

  @Test
  void nameThatLooksLikeAnothersOrIsReservedGetsNoAccount() {
    var unused = identify(token("alice"));
    assertRefused(token("a1ice"), Reason.NAME_CONFUSABLE);
    assertRefused(token("redis"), Reason.TOKEN_INVALID);
    assertRefused(token("Redis"), Reason.NAME_CONFUSABLE);
    assertRefused(token("alіce"), Reason.NAME_INVALID);
    assertThat(accounts.list(Optional.empty(), "", 10)).hasSize(1);
  }

  @Test
  void otherTokensAreRefusedAndKeysOutOfReachMayPass() {
    assertRefused("eyJhbGciOiJub25lIn0.e30.", Reason.TOKEN_INVALID);
    issuer.fail();
    assertRefused(token("alice"), Reason.STORE_UNAVAILABLE);
  }

  @Test
  void accountIsThePersonsThatItWasMadeForAndNotTheNames() {
    var unused = identify(token("alice"));
    assertRefused(
        issuer.sign(issuer.claims("alice").subject("another").build()),
        Reason.NAME_TAKEN,
        "user: the account 'alice' was made for somebody else than the token's sub (expected:"
            + " another name at the issuer)");
    assertThat(identify(token("alice")).account().user()).isEqualTo(ALICE);
    String renamed = issuer.sign(issuer.claims("alicia").subject("number of alice").build());
    assertThat(identify(renamed).account().user()).isEqualTo(new UserName("alicia"));
  }

  @Test
  void accountThatNoIssuerHadMadeIsNotTheIssuers() {
    var made =
        accounts.create(
            new Account(ALICE, "", false, false, Instant.now()),
            NewAccountName.skeletons(ALICE),
            Optional.empty());
    assertThat(made).isTrue();
    assertRefused(token("alice"), Reason.NAME_TAKEN);
  }

  @Test
  void whoCameInIsKnownAgainUntilTheAccountHasAPassword() {
    Identity alice = identify(token("alice"));
    assertThat(issued.again(alice)).contains(alice);
    accounts.setPasswordHash(ALICE, "hash");
    assertThat(issued.again(alice)).isEmpty();
    assertRefused(token("alice"), Reason.NAME_TAKEN);
  }

  @Test
  void tokensThatCannotWaitAreRefusedAtOnceAndToldToComeAgain() {
    issuer.hold();
    String token = token("alice");
    int beyond = 5;
    List<CompletableFuture<Identity>> tries =
        IntStream.range(0, JwtChecks.THREADS + JwtChecks.MOST_WAITING + beyond)
            .mapToObj(i -> issued.identify(token))
            .toList();
    List<CompletableFuture<Identity>> refused =
        tries.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
    assertThat(refused).hasSizeBetween(1, beyond);
    for (CompletableFuture<Identity> one : refused) {
      assertThatThrownBy(one::join)
          .cause()
          .isInstanceOfSatisfying(
              Problem.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.OVERLOADED);
                assertThat(e.retryAfter()).isPresent();
              });
    }
    issuer.letGo();
    assertThat(tries.get(0)).succeedsWithin(Duration.ofSeconds(60));
  }

  private void assertRefused(String token, Reason reason, String message) {
    assertThatThrownBy(() -> identify(token)).cause().hasMessage(message);
    assertRefused(token, reason);
  }

  private void assertRefused(String token, Reason reason) {
    assertThatThrownBy(() -> identify(token))
        .cause()
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private Identity identify(String token) {
    return issued.identify(token).join();
  }

  private String token(String user) {
    return issuer.token(user);
  }
}
