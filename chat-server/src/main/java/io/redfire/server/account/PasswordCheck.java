package io.redfire.server.account;

import io.redfire.core.account.Accounts;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.ClientAddress;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Checks passwords that clients tell, and hashes those that they set. Thread-safe; no call waits.
 *
 * <p>An account that there is not answers as one with another password does, after the same work.
 */
final class PasswordCheck {
  private final Accounts accounts;
  private final Passwords passwords;
  private final Attempts attempts;
  private final Executor blocking;

  PasswordCheck(Accounts accounts, Passwords passwords, Attempts attempts, Executor blocking) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.attempts = attempts;
    this.blocking = blocking;
  }

  /** A password that somebody wants to have. */
  static Password wanted(String field, String text) {
    try {
      return Password.of(text);
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.PASSWORD_INVALID, field, invalid.complaint());
    }
  }

  /**
   * Checks the password of somebody who is to be let in; counts as a try to log in.
   *
   * @return ends with the hash that it was compared with, or a {@link Problem}
   */
  CompletableFuture<String> ofStranger(UserName user, String text, Optional<ClientAddress> from) {
    return attempts.logIn(user, from).thenCompose(free -> compare(user, text));
  }

  /**
   * Checks the password of somebody who is in; counts as a try to change it, so that strangers who
   * guess at it do not keep its owner from that.
   *
   * @return ends with the hash that it was compared with, or a {@link Problem}
   */
  CompletableFuture<String> ofOwner(UserName user, String text) {
    return attempts.passwordChange(user).thenCompose(free -> compare(user, text));
  }

  /** As it is now, without counting. */
  CompletableFuture<String> compare(UserName user, String text) {
    return CompletableFuture.supplyAsync(() -> accounts.passwordHash(user), blocking)
        .thenCompose(stored -> compare(text, stored));
  }

  private CompletableFuture<String> compare(String text, Optional<String> stored) {
    Password password;
    try {
      password = Password.of(text);
    } catch (InvalidField nobodys) {
      throw wrong();
    }
    return notBusy(passwords.verify(password, stored.orElse(null)))
        .thenApplyAsync(
            right -> {
              if (!right) {
                throw wrong();
              }
              return stored.orElseThrow();
            },
            blocking);
  }

  /**
   * Hashes a password anew that was found right, where hashes cost something else by now. Where too
   * many wait for that, or the password was changed in between, all stays as it is.
   *
   * @param right the hash that it was compared with
   * @return ends with the hash that the account has then, as far as this call knows
   */
  CompletableFuture<String> renewed(UserName user, String text, String right) {
    if (!Passwords.needsRehash(right)) {
      return CompletableFuture.completedFuture(right);
    }
    return passwords
        .hash(Password.of(text))
        .handle((hash, busy) -> hash)
        .thenApplyAsync(
            hash -> hash != null && accounts.replacePasswordHash(user, right, hash) ? hash : right,
            blocking);
  }

  /** Goes on at the executor that may block. */
  CompletableFuture<String> hash(Password password) {
    return notBusy(passwords.hash(password)).thenApplyAsync(hash -> hash, blocking);
  }

  static Problem wrong() {
    return Problem.of(Reason.CREDENTIALS_WRONG, "no account has this name and this password");
  }

  private static <T> CompletableFuture<T> notBusy(CompletableFuture<T> outcome) {
    return outcome.exceptionallyCompose(
        failure -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          return CompletableFuture.failedFuture(
              cause instanceof PasswordsBusyException busy
                  ? Problem.later(
                      Reason.OVERLOADED, String.valueOf(busy.getMessage()), busy.retryAfter())
                  : failure);
        });
  }
}
