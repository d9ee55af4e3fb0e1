package io.redfire.server.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuedAccountsTest {
  private static final UserName ALICE = new UserName("alice");

  private final RedisAccounts accounts =
      new RedisAccounts(
          TestRedis.shared().connections(), new RedisKeys("test-" + MessageId.create() + "-"), 2);
  private Issuer issuer;
  private ECKey key;
  private IssuedAccounts issued;

  @BeforeEach
  void start() throws IOException, JOSEException {
    issuer = new Issuer();
    key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    issuer.publishKeys(key.toPublicJWK());
    OidcSettings settings =
        new OidcSettings(
            IssuerUrl.parse(issuer.url()),
            "redfire",
            Optional.empty(),
            OidcSettings.USUAL_ALGORITHMS,
            Optional.empty());
    issued =
        new IssuedAccounts(
            accounts, new JwtVerifier(settings, Clock.systemUTC()), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    issuer.close();
    accounts.close();
  }

  @Test
  void userOfTheIssuerGetsAnAccountWithTheFirstToken() {
    Identity first = issued.identify(token("alice"));
    assertThat(accounts.find(ALICE)).contains(first.account());
    assertThat(accounts.passwordHash(ALICE)).isEmpty();
    assertThat(first.session().scopes())
        .contains(Scope.READ, Scope.WRITE, Scope.ROOMS, Scope.ACCOUNT)
        .doesNotContain(Scope.ADMIN);
    assertThat(IssuedAccounts.isIssued(first.session())).isTrue();
    assertThat(issued.identify(token("alice")).account()).isEqualTo(first.account());
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
    var unused = issued.identify(token("alice"));
    assertRefused(token("a1ice"), Reason.NAME_CONFUSABLE);
    assertRefused(token("redis"), Reason.TOKEN_INVALID);
    assertRefused(token("Redis"), Reason.NAME_CONFUSABLE);
    assertRefused(token("alіce"), Reason.NAME_INVALID);
    assertThat(accounts.list(Optional.empty(), "", 10)).hasSize(1);
  }

  @Test
  void otherTokensAreRefusedAndKeysOutOfReachMayPass() {
    assertRefused("eyJhbGciOiJub25lIn0.e30.", Reason.TOKEN_INVALID);
    issuer.publish(Issuer.KEYS, "");
    assertRefused(token("alice"), Reason.STORE_UNAVAILABLE);
  }

  private void assertRefused(String token, Reason reason) {
    assertThatThrownBy(() -> issued.identify(token))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private String token(String user) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer.url())
                .audience("redfire")
                .subject("1")
                .claim("preferred_username", user)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                .build());
    try {
      jwt.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError("a key of our own", e);
    }
    return jwt.serialize();
  }
}
