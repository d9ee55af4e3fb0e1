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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The accounts of those for whom an outside issuer vouches: made without a password when they first
 * come. Thread-safe; no call waits but {@link #again}.
 *
 * <p>An account belongs to the person that it was made for, whom the issuer's {@code sub} names.
 * The name may come to be another's there: that one does not get the account. And an account with a
 * password is nobody's but its owner's, whatever the issuer says.
 */
public final class IssuedAccounts implements AutoCloseable {
  private static final String PREFIX = "jwt-";
  private static final Set<Scope> SCOPES =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Scope.ADMIN)));

  private final Accounts accounts;
  private final JwtChecks checks;
  private final Clock clock;
  private final Executor blocking;

  /**
   * Those of the issuer whose tokens the verifier knows.
   *
   * @param verifier is closed with it
   * @param blocking runs what blocks on Redis; the issuer is waited for elsewhere
   */
  public IssuedAccounts(Accounts accounts, JwtVerifier verifier, Clock clock, Executor blocking) {
    this.accounts = accounts;
    this.checks = new JwtChecks(verifier);
    this.clock = clock;
    this.blocking = blocking;
  }

  /** Whether the session is one of the issuer's: it is not stored, and ends by its time only. */
  public static boolean isIssued(AccountSession session) {
    return session.id().startsWith(PREFIX);
  }

  /**
   * Whose token it is.
   *
   * @return ends with a {@link Problem} where it is none of the issuer's, or its user can have no
   *     account here
   */
  public CompletableFuture<Identity> identify(String token) {
    return checks.check(token).thenApplyAsync(verified -> identity(token, verified), blocking);
  }

  private Identity identity(String token, VerifiedJwt verified) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Account account = account(verified, now);
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

  /**
   * Who somebody is now that was found by a token of the issuer's; empty where its time is over, or
   * the account has become its owner's by a password. Blocks on Redis.
   */
  public Optional<Identity> again(Identity known) {
    UserName user = known.account().user();
    return accounts
        .find(user)
        .filter(account -> known.session().expiresAt().isAfter(clock.instant()))
        .filter(account -> accounts.passwordHash(user).isEmpty())
        .map(account -> new Identity(account, known.session()));
  }

  private Account account(VerifiedJwt verified, Instant now) {
    UserName user = verified.user();
    Optional<Account> found = accounts.find(user);
    if (found.isEmpty()) {
      NewAccountName.check(user);
      Account made = new Account(user, "", false, false, now);
      if (accounts.createIssued(made, NewAccountName.skeletons(user), verified.subject())) {
        return made;
      }
      found = accounts.find(user);
    }
    Account account = found.orElseThrow(() -> NewAccountName.confusable(user));
    if (accounts.passwordHash(user).isPresent()) {
      throw Problem.of(
          Reason.NAME_TAKEN, "user", "an account with a password has this name (expected: log in)");
    }
    if (!accounts.subject(user).equals(Optional.of(verified.subject()))) {
      throw Problem.of(
          Reason.NAME_TAKEN,
          "user",
          "the account '"
              + user
              + "' was made for somebody else than the token's sub (expected: another name at the"
              + " issuer)");
    }
    return account;
  }

  /** Ends the threads that it checks tokens on. */
  @Override
  public void close() {
    checks.close();
  }
}
