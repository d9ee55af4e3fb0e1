package io.redfire.server.account.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import io.redfire.server.account.oidc.JwtRefusedException.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** What has to stand in a JWT whose signature is good. */
record JwtClaims(OidcSettings settings) {
  /** How far the issuer's clock may be off. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * Checks issuer, audience, time and user, in this order.
   *
   * @throws JwtRefusedException where one of them is wrong
   */
  VerifiedJwt check(JWTClaimsSet claims, Instant now) {
    if (!settings.issuer().toString().equals(claims.getIssuer())) {
      throw new JwtRefusedException(
          Check.ISSUER, "of another issuer (expected: " + settings.issuer() + ")");
    }
    if (!claims.getAudience().contains(settings.audience())) {
      throw new JwtRefusedException(
          Check.AUDIENCE, "meant for others (expected: for " + settings.audience() + ")");
    }
    Instant until = until(claims.getExpirationTime(), now);
    Date from = claims.getNotBeforeTime();
    if (from != null && from.toInstant().isAfter(now.plus(LEEWAY))) {
      throw new JwtRefusedException(
          Check.NOT_YET_VALID, "not valid yet (expected: one whose time has come, by " + now + ")");
    }
    return new VerifiedJwt(user(claims), until);
  }

  private static Instant until(@Nullable Date expires, Instant now) {
    if (expires == null) {
      throw new JwtRefusedException(
          Check.EXPIRED, "does not tell when it expires (expected: the claim exp)");
    }
    Instant until = expires.toInstant().plus(LEEWAY);
    if (!now.isBefore(until)) {
      throw new JwtRefusedException(
          Check.EXPIRED, "expired (expected: one that is valid at " + now + ")");
    }
    Instant latest = now.plus(LONGEST);
    return until.isBefore(latest) ? until : latest;
  }

  private UserName user(JWTClaimsSet claims) {
    String claim =
        settings
            .userClaim()
            .orElse(claims.getClaim("preferred_username") == null ? "sub" : "preferred_username");
    if (!(claims.getClaim(claim) instanceof String name)) {
      throw new JwtRefusedException(
          Check.USER, "names no user (expected: a text in the claim " + claim + ")");
    }
    UserName user;
    try {
      user = new UserName(name);
    } catch (InvalidName e) {
      throw new JwtRefusedException(Check.USER, "the claim " + claim + ": " + e.getMessage());
    }
    if (user.equals(UserName.REDIS)) {
      throw new JwtRefusedException(
          Check.USER,
          "the claim " + claim + ": 'redis' stands for other programs (expected: another name)");
    }
    return user;
  }
}
