package io.redfire.server.govern;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;

/**
 * A caller, who may do what its role in the room allows. Immutable.
 *
 * @param authority says what that is
 */
public record CallingActor(Authority authority, Caller caller) implements Actor {
  @Override
  public UserName user() {
    return caller
        .user()
        .filter(name -> caller instanceof Caller.SignedIn)
        .orElseThrow(() -> Problem.of(Reason.LOGIN_REQUIRED, "log in for this"));
  }

  @Override
  public RoomState require(Action action, RoomName room) {
    return Waiting.on(authority.authorizeNow(caller, action, room));
  }

  @Override
  public boolean outranks(Part own, Part other) {
    return own.role()
        .map(role -> other.role().map(theirs -> isHigher(role, theirs)).orElse(true))
        .orElse(false);
  }

  private static boolean isHigher(Role role, Role other) {
    return role.compareTo(other) < 0;
  }
}
