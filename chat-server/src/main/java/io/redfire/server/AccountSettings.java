package io.redfire.server;

import io.redfire.server.account.oidc.OidcSettings;
import java.util.Optional;

/**
 * Who is let in. Immutable.
 *
 * @param guests whether anybody without an account is
 * @param openRegistration whether everybody may make an account, without a code
 * @param oidc the outside issuer whose tokens are believed; empty for none
 */
public record AccountSettings(
    boolean guests, boolean openRegistration, Optional<OidcSettings> oidc) {
  /** Everybody. */
  public static final AccountSettings OPEN = new AccountSettings(true, true, Optional.empty());
}
