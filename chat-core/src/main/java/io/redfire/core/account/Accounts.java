package io.redfire.core.account;

import io.redfire.core.log.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts and their sessions. Thread-safe; every method blocks until the store has answered
 * and throws {@link io.redfire.core.log.LogException} where it does not. It keeps what it is given:
 * passwords as the hashes that somebody else made, secrets as their digests.
 */
public interface Accounts extends AutoCloseable {
  /** The account; empty where there is none of that name. */
  Optional<Account> find(UserName user);

  /** The hash of the account's password; empty where there is no account or no password. */
  Optional<String> passwordHash(UserName user);

  /**
   * Makes an account.
   *
   * @param skeletons what names that look like this one have in common with it; an account of
   *     another name that has one of them keeps it from being taken
   * @return false, and nothing is made, where that name or one that looks like it is taken
   */
  boolean create(Account account, Set<String> skeletons, Optional<String> passwordHash);

  /**
   * Makes an account without a password, for somebody whom an outside issuer vouches for; in all
   * else as {@link #create}.
   *
   * @param subject names that person for good, whatever name the issuer calls them by
   */
  boolean createIssued(Account account, Set<String> skeletons, String subject);

  /** For whom the account was made; empty where there is none, or no issuer had it made. */
  Optional<String> subject(UserName user);

  /** Who has the name that others which look like this one would be mistaken for. */
  Optional<UserName> ownerOfSkeleton(String skeleton);

  /** Changes what people are shown; false where there is no such account. */
  boolean setDisplayName(UserName user, String displayName);

  /** Disables or enables; false where there is no such account. */
  boolean setDisabled(UserName user, boolean disabled);

  /** Makes it an administrator's or not; false where there is no such account. */
  boolean setAdmin(UserName user, boolean admin);

  /** Sets the hash of the password; false where there is no such account. */
  boolean setPasswordHash(UserName user, String hash);

  /**
   * Sets the hash of the password where it is still the one that the caller knows.
   *
   * @param to of this attempt alone, which the salt of a hash sees to
   * @return false, and nothing is set, where there is another one, or no account
   */
  boolean replacePasswordHash(UserName user, String from, String to);

  /** How many accounts that are not disabled are administrators'. */
  int admins();

  /**
   * Accounts in the order of their names' bytes.
   *
   * @param after empty for the first ones
   * @param prefix with which their names begin; may be empty
   */
  List<Account> list(Optional<UserName> after, String prefix, int limit);

  /**
   * Adds a session.
   *
   * @return false, and nothing is added, where the account has {@code most} already that are not
   *     over
   */
  boolean addSession(UserName user, AccountSession session, int most);

  /** Whose session it is that has this digest; empty where none has, or it is over. */
  Optional<Identity> identify(UserName user, String digest, Instant now);

  /** The sessions that are not over, newest first. */
  List<AccountSession> sessions(UserName user, Instant now);

  /** Ends a session by its id; false where there is none. */
  boolean removeSession(UserName user, String id);

  /**
   * Ends sessions.
   *
   * @param except the id of one that stays; empty for none
   * @param tokens whether API tokens end too
   * @return the ids of those that ended
   */
  List<String> removeSessions(UserName user, Optional<String> except, boolean tokens);

  /** Keeps the digest of a code that is good for something for a time; replaces the one before. */
  void putCode(String purpose, String digest, Duration lifetime);

  /** Whether the code is good for that; it stays so. */
  boolean isCode(String purpose, String digest);

  /** Whether the code is good for that; it is used up then. */
  boolean takeCode(String purpose, String digest);

  @Override
  void close();
}
