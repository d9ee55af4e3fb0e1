package io.redfire.server.account.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jwt.JWTClaimsSet;
import io.redfire.testing.fuzz.FuzzTarget;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Tokens of an outside issuer. */
class JwtFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /** Nobody listens there: whoever cannot sign must not come as far as to be believed. */
  private static final OidcSettings SETTINGS =
      new OidcSettings(
          IssuerUrl.parse("http://127.0.0.1:1"),
          "redfire",
          Optional.of(IssuerUrl.parse("http://127.0.0.1:1/keys")),
          OidcSettings.USUAL_ALGORITHMS,
          Optional.empty());

  private static final JwtVerifier VERIFIER =
      new JwtVerifier(SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));

  @FuzzTarget(maxBytes = 2048)
  void whatNobodySignedIsRefused(byte[] input) {
    String token = new String(input, UTF_8);
    try {
      VerifiedJwt believed = VERIFIER.verify(token);
      fail("believed to be of " + believed.user());
    } catch (JwtRefusedException refusal) {
      assertThat(refusal.getMessage()).startsWith("token: ").hasSizeLessThan(512);
      if (token.length() > 32) {
        assertThat(refusal.getMessage()).doesNotContain(token);
      }
    }
  }

  @FuzzTarget(maxBytes = 2048)
  void claimsAreOfAUserForAWhileOrRefused(byte[] input) {
    JWTClaimsSet claims;
    try {
      claims = JWTClaimsSet.parse(new String(input, UTF_8));
    } catch (ParseException | IllegalArgumentException noClaims) {
      // As the verifier refuses them.
      return;
    }
    try {
      VerifiedJwt jwt = new JwtClaims(SETTINGS).check(claims, NOW);
      assertThat(jwt.expiresAt()).isAfter(NOW).isBefore(NOW.plus(Duration.ofDays(366)));
    } catch (JwtRefusedException refusal) {
      assertThat(refusal.getMessage())
          .startsWith("token: ")
          .contains("(expected: ")
          .hasSizeLessThan(512);
    }
  }
}
