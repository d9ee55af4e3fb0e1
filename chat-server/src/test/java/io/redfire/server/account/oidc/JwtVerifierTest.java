package io.redfire.server.account.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.redfire.core.log.UserName;
import io.redfire.server.account.oidc.JwtRefusedException.Check;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static RSAKey rsa;
  private static RSAKey otherRsa;
  private static ECKey ec;

  private Issuer issuer;
  private JwtVerifier verifier;

  @BeforeAll
  static void makeKeys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("one").generate();
    otherRsa = new RSAKeyGenerator(2048).keyID("two").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
  }

  @BeforeEach
  void start() throws IOException {
    issuer = new Issuer();
    issuer.publishKeys(rsa.toPublicJWK(), ec.toPublicJWK());
    verifier = new JwtVerifier(settings(), CLOCK);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void goodTokenTellsItsUserAndItsEnd() {
    VerifiedJwt jwt = verifier.verify(signed(rsa, claims().build()));
    assertThat(jwt)
        .isEqualTo(
            new VerifiedJwt(
                new UserName("alice"),
                jwt.subject(),
                NOW.plus(Duration.ofMinutes(5)).plus(JwtClaims.LEEWAY)));
    assertThat(jwt.subject()).matches("[0-9a-f]{64}");
  }

  @Test
  void subjectIsWhoItIsWhateverTheName() {
    String subject = verifier.verify(signed(rsa, claims().build())).subject();
    assertThat(
            verifier
                .verify(signed(rsa, claims().claim("preferred_username", "al").build()))
                .subject())
        .isEqualTo(subject);
    assertThat(verifier.verify(signed(rsa, claims().subject("4712").build())).subject())
        .isNotEqualTo(subject);
    for (String none : new String[] {null, ""}) {
      assertRefused(
          signed(rsa, claims().subject(none).build()),
          Check.USER,
          "does not tell whose it is (expected: a text in the claim sub)");
    }
  }

  @Test
  void keysAreFetchedAheadAndNobodyWaits() {
    String token = signed(rsa, claims().build());
    try (JwtVerifier early =
        new JwtVerifier(
            settings(),
            CLOCK,
            new JwtSignatures.Keeping(
                Duration.ofHours(1),
                Duration.ofHours(1).minusMillis(1),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofHours(1)))) {
      assertThat(early.verify(token)).isNotNull();
      issuer.hold();
      // Each of these ends, though the answer that was asked for meanwhile does not.
      await()
          .until(
              () -> {
                assertThat(early.verify(token)).isNotNull();
                return issuer.asked() > 1;
              });
    }
  }

  @Test
  void keyOfAnEllipticCurveWillDoToo() {
    assertThat(verifier.verify(signed(ec, claims().build())).user())
        .isEqualTo(new UserName("alice"));
  }

  @Test
  void keysAreFetchedOnce() {
    assertThat(issuer.asked()).isZero();
    for (int i = 0; i < 10; i++) {
      verifier.verify(signed(rsa, claims().build()));
    }
    assertThat(issuer.asked()).isEqualTo(1);
  }

  @Test
  void placeOfTheKeysMayBeTold() {
    issuer.publish(Issuer.DESCRIPTION, "");
    JwtVerifier told =
        new JwtVerifier(
            new OidcSettings(
                IssuerUrl.parse(issuer.url()),
                "redfire",
                Optional.of(IssuerUrl.parse(issuer.url() + Issuer.KEYS)),
                OidcSettings.USUAL_ALGORITHMS,
                Optional.empty()),
            CLOCK);
    assertThat(told.verify(signed(rsa, claims().build())).user()).isEqualTo(new UserName("alice"));
  }

  @Test
  void wrongIssuerIsRefused() {
    assertRefused(
        signed(rsa, claims().issuer("https://evil.example").build()),
        Check.ISSUER,
        "of another issuer (expected: " + issuer.url() + ")");
    assertRefused(signed(rsa, claims().issuer(issuer.url() + "/").build()), Check.ISSUER);
    assertRefused(signed(rsa, claims().issuer(null).build()), Check.ISSUER);
  }

  @Test
  void tokenForOthersIsRefused() {
    assertRefused(
        signed(rsa, claims().audience("shop").build()),
        Check.AUDIENCE,
        "meant for others (expected: for redfire)");
    assertRefused(signed(rsa, claims().audience((String) null).build()), Check.AUDIENCE);
    assertThat(verifier.verify(signed(rsa, claims().audience(List.of("shop", "redfire")).build())))
        .isNotNull();
  }

  @Test
  void expiredTokenIsRefused() {
    Instant edge = NOW.minus(JwtClaims.LEEWAY);
    assertRefused(
        signed(rsa, claims().expirationTime(Date.from(edge)).build()),
        Check.EXPIRED,
        "expired (expected: one that is valid at 2026-11-24T12:00:00Z)");
    assertThat(
            verifier
                .verify(
                    signed(rsa, claims().expirationTime(Date.from(edge.plusSeconds(1))).build()))
                .expiresAt())
        .isEqualTo(NOW.plusSeconds(1));
    assertRefused(
        signed(rsa, claims().expirationTime(null).build()),
        Check.EXPIRED,
        "does not tell when it expires (expected: the claim exp)");
  }

  @Test
  void tokenWithoutAnEndInSightEndsInAYear() {
    Date far = Date.from(Instant.ofEpochMilli(Long.MAX_VALUE / 2));
    assertThat(verifier.verify(signed(rsa, claims().expirationTime(far).build())).expiresAt())
        .isEqualTo(NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void tokenOfTomorrowIsRefused() {
    Instant edge = NOW.plus(JwtClaims.LEEWAY);
    assertRefused(
        signed(rsa, claims().notBeforeTime(Date.from(edge.plusSeconds(1))).build()),
        Check.NOT_YET_VALID,
        "not valid yet (expected: one whose time has come, by 2026-11-24T12:00:00Z)");
    assertThat(verifier.verify(signed(rsa, claims().notBeforeTime(Date.from(edge)).build())))
        .isNotNull();
  }

  @Test
  void unsignedTokenIsRefused() {
    assertRefused(new PlainJWT(claims().build()).serialize(), Check.FORM);
    assertRefused(
        part("{\"alg\":\"none\"}") + "." + part(claims().build().toString()) + "." + part("x"),
        Check.FORM);
    assertRefused(
        part("{\"alg\":\"NONE\"}") + "." + part(claims().build().toString()) + "." + part("x"),
        Check.ALGORITHM,
        "signed in a way that is not allowed (expected: RS256, ES256)");
    String good = signed(rsa, claims().build());
    assertRefused(good.substring(0, good.lastIndexOf('.') + 1), Check.FORM);
  }

  @Test
  void publicKeyIsNoSharedSecret() throws JOSEException {
    for (byte[] secret :
        List.of(
            rsa.toPublicJWK().toJSONString().getBytes(UTF_8), rsa.toRSAPublicKey().getEncoded())) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build();
      assertRefused(
          signed(header, new MACSigner(secret), claims().build()),
          Check.ALGORITHM,
          "signed in a way that is not allowed (expected: RS256, ES256)");
    }
  }

  @Test
  void algorithmThatIsNotAllowedIsRefusedThoughTheKeyIsRight() throws JOSEException {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("one").build();
    assertRefused(signed(header, new RSASSASigner(rsa), claims().build()), Check.ALGORITHM);
  }

  @Test
  void keyThatTheTokenBringsAlongIsNotBelieved() throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").jwk(otherRsa.toPublicJWK()).build();
    assertRefused(signed(header, new RSASSASigner(otherRsa), claims().build()), Check.SIGNATURE);
  }

  @Test
  void unknownKeyIsRefusedAndAskedForAtMostTwice() {
    verifier.verify(signed(rsa, claims().build()));
    for (int i = 0; i < 20; i++) {
      assertRefused(
          signed(otherRsa, claims().build()),
          Check.KEY,
          "signed with an unknown key (expected: one that the issuer publishes)");
    }
    assertThat(issuer.asked()).isLessThanOrEqualTo(2);
    assertThat(verifier.verify(signed(rsa, claims().build()))).isNotNull();
  }

  @Test
  void newKeyOfTheIssuersIsTakenAtOnce() {
    verifier.verify(signed(rsa, claims().build()));
    issuer.publishKeys(otherRsa.toPublicJWK());
    assertThat(verifier.verify(signed(otherRsa, claims().build()))).isNotNull();
    assertRefused(signed(rsa, claims().build()), Check.KEY);
  }

  @Test
  void issuerMayBeAwayAfterTheFirstAnswer() {
    JwtVerifier forgetful =
        new JwtVerifier(
            settings(),
            CLOCK,
            new JwtSignatures.Keeping(
                Duration.ofMillis(2),
                Duration.ZERO,
                Duration.ofSeconds(10),
                Duration.ofMillis(1),
                Duration.ofHours(1)));
    String token = signed(rsa, claims().build());
    forgetful.verify(token);
    issuer.publish(Issuer.KEYS, "");
    int before = issuer.asked();
    await()
        .until(
            () -> {
              assertThat(forgetful.verify(token).user()).isEqualTo(new UserName("alice"));
              return issuer.asked() > before;
            });
  }

  @Test
  void issuerThatNeverAnsweredIsSaidToBeAway() {
    String token = signed(rsa, claims().build());
    for (String page :
        List.of("", "hush", "[]", "{}", "http://127.0.0.1:1/", "x".repeat(300_000))) {
      issuer.publish(Issuer.KEYS, page);
      JwtVerifier fresh = new JwtVerifier(settings(), CLOCK);
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> fresh.verify(token))
            .isInstanceOfSatisfying(
                JwtRefusedException.class,
                refused -> assertThat(refused.check()).isEqualTo(Check.KEYS_UNAVAILABLE))
            .hasMessage("token: cannot be checked now, since the issuer does not tell its keys");
      }
    }
  }

  @Test
  void redirectIsNotFollowed() throws IOException {
    try (Issuer elsewhere = new Issuer()) {
      elsewhere.publishKeys(rsa.toPublicJWK());
      issuer.publish(Issuer.KEYS, elsewhere.url() + Issuer.KEYS);
      assertRefused(signed(rsa, claims().build()), Check.KEYS_UNAVAILABLE);
      assertThat(elsewhere.asked()).isZero();
    }
  }

  @Test
  void descriptionOfAnotherIssuerOrWithUnsafeKeysIsNotBelieved() {
    String token = signed(rsa, claims().build());
    issuer.describe("https://evil.example", issuer.url() + Issuer.KEYS);
    assertRefused(token, Check.KEYS_UNAVAILABLE);
    issuer.describe(issuer.url(), "http://keys.example/keys");
    verifier = new JwtVerifier(settings(), CLOCK);
    assertRefused(token, Check.KEYS_UNAVAILABLE);
    issuer.publish(Issuer.DESCRIPTION, "{\"issuer\":\"" + issuer.url() + "\"}");
    verifier = new JwtVerifier(settings(), CLOCK);
    assertRefused(token, Check.KEYS_UNAVAILABLE);
    assertThat(issuer.asked()).isZero();
  }

  @Test
  void changedTokenIsRefused() {
    String[] alice = signed(rsa, claims().build()).split("\\.", -1);
    String[] admin =
        signed(rsa, claims().claim("preferred_username", "admin").build()).split("\\.", -1);
    assertRefused(
        alice[0] + "." + admin[1] + "." + alice[2],
        Check.SIGNATURE,
        "the signature does not match (expected: the token as it was issued)");
  }

  @Test
  void hugeTokenIsRefusedUnread() {
    String token = signed(rsa, claims().claim("more", "x".repeat(10_000)).build());
    assertRefused(token, Check.FORM, token.length() + " characters (expected: at most 8192)");
    assertThat(issuer.asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "hush", "a.b.c", "a.b.c.d.e", "e30.e30.e30", "\u0000"})
  void whatIsNoJwtIsRefusedAndNotRepeated(String token) {
    assertRefused(
        token, Check.FORM, "not a signed JWT (expected: header, claims and signature of a JWS)");
  }

  @Test
  void deeplyNestedHeaderIsRefused() {
    String nested = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(3000) + "]".repeat(3000) + "}";
    assertRefused(part(nested) + ".e30." + part("x"), Check.FORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "{\"exp\":\"soon\"}", "hush"})
  void claimsThatAreNoneAreRefused(String payload) throws JOSEException {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build();
    Base64URL claims = Base64URL.encode(payload);
    byte[] input = (header.toBase64URL() + "." + claims).getBytes(UTF_8);
    assertRefused(
        header.toBase64URL() + "." + claims + "." + new RSASSASigner(rsa).sign(header, input),
        Check.FORM);
  }

  @Test
  void tokenOfAnotherTypeIsRefused() throws JOSEException {
    for (String type : List.of("JWT", "jwt", "at+jwt")) {
      assertThat(verifier.verify(typed(type))).isNotNull();
    }
    assertRefused(
        typed("logout+jwt"), Check.FORM, "a JWT of another type (expected: JWT or at+jwt)");
  }

  @Test
  void noOtherClaimStandsInForTheName() {
    assertRefused(
        signed(rsa, claims().claim("preferred_username", null).build()),
        Check.USER,
        "names no user (expected: a text in the claim preferred_username, which the server's"
            + " --oidc-user-claim chooses)");
  }

  @Test
  void claimOfTheUserMayBeChosen() {
    verifier =
        new JwtVerifier(
            new OidcSettings(
                IssuerUrl.parse(issuer.url()),
                "redfire",
                Optional.empty(),
                Set.of(JwtAlgorithm.RS256),
                Optional.of("nick")),
            CLOCK);
    assertThat(verifier.verify(signed(rsa, claims().claim("nick", "al").build())).user())
        .isEqualTo(new UserName("al"));
    assertRefused(
        signed(rsa, claims().build()),
        Check.USER,
        "names no user (expected: a text in the claim nick, which the server's --oidc-user-claim"
            + " chooses)");
    assertRefused(signed(rsa, claims().claim("nick", 7).build()), Check.USER);
    assertRefused(
        signed(ec, claims().build()),
        Check.ALGORITHM,
        "signed in a way that is not allowed (expected: RS256)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a b|user: holds U+0020 (expected: letters and digits of any script, '.', '_', '-')",
        "a:b|user: holds ':' (expected: letters and digits of any script, '.', '_', '-')",
        "a@b.example|user: holds '@' (expected: letters and digits of any script, '.', '_', '-')",
        "redis|'redis' stands for other programs (expected: another name)",
      })
  void nameThatCannotBeAUsersIsRefused(String name, String complaint) {
    assertRefused(
        signed(rsa, claims().claim("preferred_username", name).build()),
        Check.USER,
        "the claim preferred_username: " + complaint);
  }

  private OidcSettings settings() {
    return new OidcSettings(
        IssuerUrl.parse(issuer.url()),
        "redfire",
        Optional.empty(),
        OidcSettings.USUAL_ALGORITHMS,
        Optional.empty());
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.url())
        .audience("redfire")
        .subject("4711")
        .claim("preferred_username", "alice")
        .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))));
  }

  private String typed(String type) throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("one")
            .type(new JOSEObjectType(type))
            .build();
    return signed(header, new RSASSASigner(rsa), claims().build());
  }

  private static String signed(RSAKey key, JWTClaimsSet claims) {
    try {
      return signed(
          new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
          new RSASSASigner(key),
          claims);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String signed(ECKey key, JWTClaimsSet claims) {
    try {
      return signed(
          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
          new ECDSASigner(key),
          claims);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(String json) {
    return Base64URL.encode(json).toString();
  }

  private void assertRefused(String token, Check check, String complaint) {
    assertThatThrownBy(() -> verifier.verify(token)).hasMessage("token: " + complaint);
    assertRefused(token, check);
  }

  private void assertRefused(String token, Check check) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            JwtRefusedException.class, refused -> assertThat(refused.check()).isEqualTo(check));
  }
}
