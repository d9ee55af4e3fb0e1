package io.redfire.server.account.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/** An issuer on this machine that signs what a test wants, with the one key that it publishes. */
public final class SigningIssuer implements AutoCloseable {
  private final Issuer issuer;
  private final ECKey key;

  /** Starts it. */
  public SigningIssuer() {
    try {
      issuer = new Issuer();
      key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException e) {
      throw new AssertionError("a key of our own", e);
    }
    issuer.publishKeys(key.toPublicJWK());
  }

  /** Those of a server that believes it. */
  public OidcSettings settings() {
    return new OidcSettings(
        IssuerUrl.parse(issuer.url()),
        "redfire",
        Optional.empty(),
        OidcSettings.USUAL_ALGORITHMS,
        Optional.empty());
  }

  /** What a token says of the one person of that name, for five minutes. */
  public JWTClaimsSet.Builder claims(String user) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.url())
        .audience("redfire")
        .subject("number of " + user)
        .claim("preferred_username", user)
        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
  }

  /** A token that says this. */
  public String sign(JWTClaimsSet claims) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
    try {
      jwt.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError("a key of our own", e);
    }
    return jwt.serialize();
  }

  /** A token of the one person of that name. */
  public String token(String user) {
    return sign(claims(user).build());
  }

  /** From now on nobody gets its keys to the end. */
  public void hold() {
    issuer.hold();
  }

  /** Lets it answer again. */
  public void letGo() {
    issuer.letGo();
  }

  /** From now on it has no keys to tell. */
  void fail() {
    issuer.publish(Issuer.KEYS, "");
  }

  @Override
  public void close() {
    issuer.close();
  }
}
