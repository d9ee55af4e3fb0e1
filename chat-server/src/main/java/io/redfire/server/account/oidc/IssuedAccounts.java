package io.redfire.server.account.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.account.NewAccountName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts of those for whom an outside issuer vouches: made without a password when they first
 * come. Thread-safe; blocks on Redis, and now and then on the issuer.
 *
 * <p>An account with a password is nobody's but its owner's, whatever the issuer says.
 */
public final class IssuedAccounts {
  private static final String PREFIX = "jwt-";
  private static final Set<Scope> SCOPES =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Scope.ADMIN)));

  private final Accounts accounts;
  private final JwtVerifier verifier;
  private final Clock clock;

  /** Those of the issuer whose tokens the verifier knows. */
  public IssuedAccounts(Accounts accounts, JwtVerifier verifier, Clock clock) {
    this.accounts = accounts;
    this.verifier = verifier;
    this.clock = clock;
  }

  /** Whether the session is one of the issuer's: it is not stored, and ends by its time only. */
  public static boolean isIssued(AccountSession session) {
    return session.id().startsWith(PREFIX);
  }

  /**
   * Whose token it is.
   *
   * @throws Problem where it is none of the issuer's, or its user can have no account here
   */
  public Identity identify(String token) {
    VerifiedJwt verified = verify(token);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Account account = account(verified.user(), now);
    String digest = Hashing.sha256().hashString(token, UTF_8).toString();
    return new Identity(
        account,
        new AccountSession(
            PREFIX + AccountSession.idOf(digest),
            digest,
            "",
            false,
            SCOPES,
            now,
            verified.expiresAt()));
  }

  private VerifiedJwt verify(String token) {
    try {
      return verifier.verify(token);
    } catch (JwtRefusedException refused) {
      Reason reason =
          refused.check() == JwtRefusedException.Check.KEYS_UNAVAILABLE
              ? Reason.STORE_UNAVAILABLE
              : Reason.TOKEN_INVALID;
      throw Problem.of(reason, String.valueOf(refused.getMessage()));
    }
  }

  private Account account(UserName user, Instant now) {
    Optional<Account> found = accounts.find(user);
    if (found.isEmpty()) {
      NewAccountName.check(user);
      Account made = new Account(user, "", false, false, now);
      if (accounts.create(made, NewAccountName.skeletons(user), Optional.empty())) {
        return made;
      }
      found = accounts.find(user);
    }
    if (accounts.passwordHash(user).isPresent()) {
      throw Problem.of(
          Reason.NAME_TAKEN, "user", "an account with a password has this name (expected: log in)");
    }
    return found.orElseThrow(() -> NewAccountName.confusable(user));
  }
}
