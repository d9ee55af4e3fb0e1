package io.redfire.server.govern;

import io.redfire.core.log.RoomName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Optional;

/** The rule that a room which has members has an owner. */
final class Owners {
  private Owners() {}

  /** Checks that whoever has that part may go. */
  static void checkStays(RoomName room, RoomState state, Part part) {
    if (isLast(state, part) && state.members() > 1) {
      throw lastOwner(room);
    }
  }

  /** Checks that whoever has that part may have that role. */
  static void checkRole(RoomName room, RoomState state, Part part, Role role) {
    if (isLast(state, part) && role != Role.OWNER) {
      throw lastOwner(room);
    }
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
