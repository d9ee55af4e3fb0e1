package io.redfire.server.account.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.redfire.server.account.oidc.JwtRefusedException.Check;
import java.text.ParseException;
import java.time.Clock;

/**
 * Tells whom a JWT of an outside issuer stands for. Any thread that may block can call it: now and
 * then a call waits some seconds for the issuer's keys. It asks nobody before the first token, so a
 * server starts without its issuer.
 */
public final class JwtVerifier implements AutoCloseable {
  /** The longest token, in characters: metadata of a call is no longer. */
  public static final int LONGEST = 8192;

  private final JwtSignatures signatures;
  private final JwtClaims claims;
  private final Clock clock;

  /**
   * One that believes one issuer.
   *
   * @param clock tells which tokens are valid now
   */
  public JwtVerifier(OidcSettings settings, Clock clock) {
    this(settings, clock, JwtSignatures.Keeping.USUAL);
  }

  JwtVerifier(OidcSettings settings, Clock clock, JwtSignatures.Keeping keeping) {
    signatures = new JwtSignatures(settings, keeping);
    claims = new JwtClaims(settings);
    this.clock = clock;
  }

  /**
   * Checks a token.
   *
   * @param token as it came, without {@code Bearer}
   * @throws JwtRefusedException where it fails a check
   */
  public VerifiedJwt verify(String token) {
    if (token.length() > LONGEST) {
      throw new JwtRefusedException(
          Check.FORM, token.length() + " characters (expected: at most " + LONGEST + ")");
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      signatures.check(jwt);
      JWTClaimsSet told = jwt.getJWTClaimsSet();
      if (told != null) {
        return claims.check(told, clock.instant());
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw noJwt();
    }
    throw noJwt();
  }

  /** Asks the issuer no more but where a token cannot be checked without. */
  @Override
  public void close() {
    signatures.close();
  }

  private static JwtRefusedException noJwt() {
    return new JwtRefusedException(
        Check.FORM, "not a signed JWT (expected: header, claims and signature of a JWS)");
  }
}
