package io.redfire.server.account.oidc;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which outside issuer is believed, and how far.
 *
 * @param issuer who signs; its tokens name exactly this text
 * @param audience whom the tokens are to be meant for
 * @param keys where the issuer's keys are; empty where its own description tells
 * @param algorithms how the tokens may be signed; at least one
 * @param userClaim which claim holds the user's name; empty for {@link #USUAL_USER_CLAIM}
 */
public record OidcSettings(
    IssuerUrl issuer,
    String audience,
    Optional<IssuerUrl> keys,
    Set<JwtAlgorithm> algorithms,
    Optional<String> userClaim) {
  /** What issuers are most likely to use. */
  public static final Set<JwtAlgorithm> USUAL_ALGORITHMS =
      Set.copyOf(EnumSet.of(JwtAlgorithm.RS256, JwtAlgorithm.ES256));

  /** Which claim holds the user's name at most issuers. */
  public static final String USUAL_USER_CLAIM = "preferred_username";

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException where no algorithm is allowed
   */
  public OidcSettings {
    algorithms = Set.copyOf(algorithms);
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("no algorithm (expected: at least one)");
    }
  }
}
