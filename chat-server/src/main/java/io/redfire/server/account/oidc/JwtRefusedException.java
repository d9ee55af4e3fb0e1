package io.redfire.server.account.oidc;

/** Says which check a JWT failed. Never repeats the token. */
public final class JwtRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Check check;

  JwtRefusedException(Check check, String message) {
    super("token: " + message, null, false, false);
    this.check = check;
  }

  /** The check that failed, in the order in which they are made. */
  public enum Check {
    /** It is no signed JWT, or not of a type that proves who somebody is. */
    FORM,
    /** It is signed in a way that is not allowed. */
    ALGORITHM,
    /** Whether it is good cannot be told now, since the issuer's keys cannot be had. */
    KEYS_UNAVAILABLE,
    /** The issuer has no such key. */
    KEY,
    /** Somebody else signed it, or it was changed. */
    SIGNATURE,
    /** It comes from another issuer. */
    ISSUER,
    /** It is meant for others. */
    AUDIENCE,
    /** Its time is over, or it tells none. */
    EXPIRED,
    /** Its time is still to come. */
    NOT_YET_VALID,
    /** It names no user that there can be here. */
    USER
  }

  /** The check that failed. */
  public Check check() {
    return check;
  }
}
