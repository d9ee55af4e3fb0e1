package io.redfire.server.account;

import io.redfire.core.account.Accounts;
import java.time.Duration;
import java.util.Optional;

/** Makes the code by which a server without an administrator gets one. Thread-safe. */
public final class FirstAdmin {
  private static final Duration LIFETIME = Duration.ofDays(7);

  private final Accounts accounts;

  /** For these accounts. */
  public FirstAdmin(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * Makes a code, which takes the place of all that were made before; blocks on Redis.
   *
   * @return to be shown once to whoever runs the server; empty where there is an administrator
   */
  public Optional<OneTimeCode> invite() {
    if (accounts.admins() > 0) {
      return Optional.empty();
    }
    OneTimeCode code = OneTimeCode.create();
    accounts.putCode(CodePurpose.FIRST_ADMIN, code.digest(), LIFETIME);
    return Optional.of(code);
  }
}
