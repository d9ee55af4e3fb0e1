package io.redfire.server.account;

import io.redfire.core.account.Accounts;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for a name that is to be somebody's, an account's or a guest's, as clients are to hear
 * of them.
 */
public final class NewAccountName {
  /** What stands under that name in a room came past the server, and nobody may look like it. */
  private static final Set<NameSkeleton> OTHER_PROGRAMS =
      NameSkeleton.allOf(UserName.REDIS.value());

  private NewAccountName() {}

  /**
   * Checks that it is the name that it seems to be, and does not look like that of other programs.
   *
   * @throws Problem where it is not
   */
  public static void check(UserName user) {
    try {
      NewName.check("user", user.value());
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.NAME_INVALID, "user", invalid.complaint());
    }
    if (!Collections.disjoint(NameSkeleton.allOf(user.value()), OTHER_PROGRAMS)) {
      throw Problem.of(
          Reason.NAME_CONFUSABLE,
          "user",
          "'"
              + user
              + "' looks like '"
              + UserName.REDIS
              + "', which stands for other programs (expected: another name)");
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
