package io.redfire.server.admin;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.govern.Actor;
import io.redfire.server.right.Action;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Optional;

/**
 * An administrator in a room that was created, who may do there what its owner may, a member or
 * not. Thread-safe; blocks on Redis.
 */
record AdminActor(Admin admin, RoomMembers members) implements Actor {
  @Override
  public UserName user() {
    return admin.user();
  }

  @Override
  public RoomState require(Action action, RoomName room) {
    RoomState state = members.state(room, Optional.of(user()));
    if (state.rules().isEmpty() || !room.users().isEmpty()) {
      throw Problem.of(
          Reason.NOT_PERMITTED,
          "room '" + room + "' has no owner (expected: a room that somebody created)");
    }
    return state;
  }

  @Override
  public boolean outranks(Part own, Part other) {
    return true;
  }
}
