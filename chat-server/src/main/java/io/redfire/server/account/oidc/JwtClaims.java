package io.redfire.server.account.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
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
   * Checks issuer, audience, time, subject and user, in this order.
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
    String subject = subject(claims);
    return new VerifiedJwt(user(claims), subject, until);
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

  /** With the issuer before it, since each issuer gives its subjects as it likes. */
  private String subject(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    if (subject == null || subject.isEmpty()) {
      throw new JwtRefusedException(
          Check.USER, "does not tell whose it is (expected: a text in the claim sub)");
    }
    return Hashing.sha256().hashString(settings.issuer() + "\n" + subject, UTF_8).toString();
  }

  /** One claim for all tokens: the name in another one may be anybody's. */
  private UserName user(JWTClaimsSet claims) {
    String claim = settings.userClaim().orElse(OidcSettings.USUAL_USER_CLAIM);
    if (!(claims.getClaim(claim) instanceof String name)) {
      throw new JwtRefusedException(
          Check.USER,
          "names no user (expected: a text in the claim "
              + claim
              + ", which the server's --oidc-user-claim chooses)");
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
