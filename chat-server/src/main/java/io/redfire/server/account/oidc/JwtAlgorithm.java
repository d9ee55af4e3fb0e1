package io.redfire.server.account.oidc;

import com.nimbusds.jose.JWSAlgorithm;

/**
 * A way to sign a JWT that can be allowed. Each takes a key that only its issuer has: {@code none}
 * and the shared secrets of {@code HS256} and its kin cannot even be named.
 */
public enum JwtAlgorithm {
  RS256,
  RS384,
  RS512,
  PS256,
  PS384,
  PS512,
  ES256,
  ES384,
  ES512;

  JWSAlgorithm jws() {
    return JWSAlgorithm.parse(name());
  }
}
