package io.redfire.server.account;

import io.redfire.core.account.Accounts;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules for the name of an account that is to be made, as clients are to hear of them. */
public final class NewAccountName {
  private NewAccountName() {}

  /**
   * Checks that it is the name that it seems to be.
   *
   * @throws Problem where it is not
   */
  public static void check(UserName user) {
    try {
      NewName.check("user", user.value());
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.NAME_INVALID, "user", invalid.complaint());
    }
  }

  /**
   * Checks that nobody has it, or one that looks like it; blocks on Redis.
   *
   * @throws Problem where somebody has
   */
  public static void checkFree(Accounts accounts, UserName user) {
    if (accounts.find(user).isPresent()) {
      throw Problem.of(
          Reason.NAME_TAKEN, "user", "'" + user + "' is taken (expected: another name)");
    }
    for (String skeleton : skeletons(user)) {
      Optional<UserName> owner = accounts.ownerOfSkeleton(skeleton);
      if (owner.isPresent() && !owner.get().equals(user)) {
        throw confusable(user);
      }
    }
  }

  /** What names that look like it have in common with it. */
  public static Set<String> skeletons(UserName user) {
    return NameSkeleton.allOf(user.value()).stream()
        .map(NameSkeleton::digest)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What to say of a name that looks like another account's. */
  public static Problem confusable(UserName user) {
    return Problem.of(
        Reason.NAME_CONFUSABLE,
        "user",
        "'" + user + "' looks like the name of another account (expected: another name)");
  }
}
