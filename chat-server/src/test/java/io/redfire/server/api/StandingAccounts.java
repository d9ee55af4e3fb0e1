package io.redfire.server.api;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.UserName;
import io.redfire.server.account.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two accounts that nothing changes: {@code alice}, an administrator with a session that may do
 * everything, and {@code bob}. Thread-safe.
 */
final class StandingAccounts implements Accounts {
  private static final Instant CREATED = Instant.parse("2025-11-24T00:00:00Z");
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");

  private final Token token = Token.create(ALICE);
  private final AccountSession session =
      new AccountSession(
          AccountSession.idOf(token.digest()),
          token.digest(),
          "laptop",
          false,
          Set.of(Scope.values()),
          CREATED,
          Instant.parse("9999-11-24T00:00:00Z"));
  private final Map<UserName, Account> all =
      Map.of(
          ALICE, new Account(ALICE, "Alice", true, false, CREATED),
          BOB, new Account(BOB, "", false, false, CREATED));

  /** Of the administrator's session. */
  String token() {
    return token.text();
  }

  @Override
  public Optional<Account> find(UserName user) {
    return Optional.ofNullable(all.get(user));
  }

  @Override
  public Optional<String> passwordHash(UserName user) {
    return Optional.empty();
  }

  @Override
  public boolean create(Account account, Set<String> skeletons, Optional<String> passwordHash) {
    return !all.containsKey(account.user());
  }

  @Override
  public Optional<UserName> ownerOfSkeleton(String skeleton) {
    return Optional.empty();
  }

  @Override
  public boolean setDisplayName(UserName user, String displayName) {
    return all.containsKey(user);
  }

  @Override
  public boolean setDisabled(UserName user, boolean disabled) {
    return all.containsKey(user);
  }

  @Override
  public boolean setAdmin(UserName user, boolean admin) {
    return all.containsKey(user);
  }

  @Override
  public boolean setPasswordHash(UserName user, String hash) {
    return all.containsKey(user);
  }

  @Override
  public int admins() {
    return 1;
  }

  @Override
  public List<Account> list(Optional<UserName> after, String prefix, int limit) {
    return List.copyOf(all.values()).subList(0, Math.min(limit, all.size()));
  }

  @Override
  public boolean addSession(UserName user, AccountSession added, int most) {
    return true;
  }

  @Override
  public Optional<Identity> identify(UserName user, String digest, Instant now) {
    return find(user)
        .filter(account -> digest.equals(session.digest()))
        .map(account -> new Identity(account, session));
  }

  @Override
  public List<AccountSession> sessions(UserName user, Instant now) {
    return user.equals(ALICE) ? List.of(session) : List.of();
  }

  @Override
  public boolean removeSession(UserName user, String id) {
    return user.equals(ALICE) && id.equals(session.id());
  }

  @Override
  public List<String> removeSessions(UserName user, Optional<String> except, boolean tokens) {
    return List.of();
  }

  @Override
  public void putCode(String purpose, String digest, Duration lifetime) {}

  @Override
  public boolean takeCode(String purpose, String digest) {
    return false;
  }

  @Override
  public void close() {}

  @Override
  public boolean createIssued(Account account, Set<String> skeletons, String subject) {
    return false;
  }

  @Override
  public Optional<String> subject(UserName user) {
    return Optional.empty();
  }

  @Override
  public boolean replacePasswordHash(UserName user, String from, String to) {
    return find(user).isPresent();
  }

  @Override
  public boolean isCode(String purpose, String digest) {
    return false;
  }
}
