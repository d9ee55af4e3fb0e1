package io.redfire.server.govern;

import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of someone's part. Functions; any thread. A mute outlasts all but its own end, or
 * who leaves and joins would be rid of it.
 */
final class Parts {
  private Parts() {}

  static PartChange joined(UserName user, Part part, Role role, Instant now) {
    return in(user, part, MembershipAction.JOINED, role, now);
  }

  static PartChange role(UserName user, Part part, Role role, Instant now) {
    return in(user, part, MembershipAction.ROLE_CHANGED, role, now);
  }

  private static PartChange in(
      UserName user, Part part, MembershipAction action, Role role, Instant now) {
    return new PartChange(
        user, action, Optional.of(role), false, muted(part, now), Instant.MIN, "");
  }

  static PartChange invited(UserName user, Part part, Instant now) {
    return new PartChange(
        user, MembershipAction.INVITED, Optional.empty(), true, muted(part, now), Instant.MIN, "");
  }

  /** Is neither a member nor invited from here on. */
  static PartChange out(
      UserName user, Part part, MembershipAction action, Instant banned, String why, Instant now) {
    return new PartChange(user, action, Optional.empty(), false, muted(part, now), banned, why);
  }

  static PartChange muted(
      UserName user, Part part, MembershipAction action, Instant until, String why) {
    return new PartChange(
        user, action, part.role(), part.invited(), until, part.bannedUntil(), why);
  }

  private static Instant muted(Part part, Instant now) {
    return part.isMuted(now) ? part.mutedUntil() : Instant.MIN;
  }
}
