package io.redfire.server.govern;

import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Optional;

/**
 * The rule that a room which has members has an owner. Functions; any thread.
 *
 * <p>The last owner cannot go while there are others. Where it is the last member too, the room is
 * archived in the same moment, so that nobody joins what nobody could ever rule again: neither the
 * invited, nor whoever holds a code, nor passers-by.
 */
final class Owners {
  private Owners() {}

  /**
   * What it comes to that somebody is no member from here on.
   *
   * @param part what the user's part was
   * @param change what becomes of it
   */
  static Change without(RoomName room, RoomState state, Part part, PartChange change) {
    if (!isLast(state, part)) {
      return Change.of(change);
    }
    if (state.members() > 1) {
      throw lastOwner(room);
    }
    return state
        .rules()
        .filter(rules -> !rules.archived())
        .map(rules -> Change.of(archived(rules), change))
        .orElse(Change.of(change));
  }

  private static RoomRules archived(RoomRules rules) {
    return new RoomRules(
        rules.kind(), rules.title(), rules.topic(), true, rules.retain(), rules.slowMode());
  }

  /** Checks that whoever has that part may have that role. */
  static void checkRole(RoomName room, RoomState state, Part part, Role role) {
    if (isLast(state, part) && role != Role.OWNER) {
      throw lastOwner(room);
    }
  }

  /** Whether a change of rules opens a room again that was left by all its owners. */
  static boolean isReopened(RoomState state, RoomRules after) {
    return state.owners() == 0
        && !after.archived()
        && state.rules().map(RoomRules::archived).orElse(false);
  }

  private static boolean isLast(RoomState state, Part part) {
    return part.role().equals(Optional.of(Role.OWNER)) && state.owners() <= 1;
  }

  private static Problem lastOwner(RoomName room) {
    return Problem.of(
        Reason.LAST_OWNER,
        "room '" + room + "' would have no owner (expected: make another member one first)");
  }
}
