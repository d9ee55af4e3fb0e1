package io.redfire.core.log;

import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change of a room's rules or members. It stands in the log as an entry for the rules, if they
 * change, and one for each member, in this order; all or none of them, and only while the room is
 * still in the state that the change was decided on. The id is that of the first; the append is
 * answered with the position of the last.
 *
 * @param version {@code RoomState.version} of that state
 * @param rules what holds from here on; empty where the rules stay
 */
public record NewGovernance(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    String version,
    Optional<RoomRules> rules,
    List<PartChange> parts)
    implements NewEntry {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException where nothing would change
   */
  public NewGovernance {
    parts = List.copyOf(parts);
    if (rules.isEmpty() && parts.isEmpty()) {
      throw new IllegalArgumentException("parts: none, nor rules (expected: a change)");
    }
  }

  /**
   * A change of one user's part.
   *
   * @param role what the user is from here on; empty where no member
   * @param invited whether the user may join from here on
   * @param mutedUntil {@link Instant#MIN} where not muted, {@link Instant#MAX} until it is lifted
   * @param bannedUntil in the same way
   * @param reason why, for people; may be empty
   */
  public record PartChange(
      UserName user,
      MembershipAction action,
      Optional<Role> role,
      boolean invited,
      Instant mutedUntil,
      Instant bannedUntil,
      String reason) {}
}
