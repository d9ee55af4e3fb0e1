package io.redfire.server.govern;

import io.redfire.core.account.Accounts;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;

/** Tells who is there to be invited, promoted or banned. */
final class Users {
  private Users() {}

  /** Checks that there is such an account; blocks on Redis. */
  static void require(Accounts accounts, UserName user) {
    if (accounts.find(user).isEmpty()) {
      throw Problem.of(
          Reason.USER_NOT_FOUND, "user", "'" + user + "' has no account (expected: one who has)");
    }
  }

  static Problem noMember(UserName user) {
    return Problem.of(
        Reason.USER_NOT_FOUND, "user", "'" + user + "' is no member (expected: one who is)");
  }
}
