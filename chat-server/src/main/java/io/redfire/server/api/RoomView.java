package io.redfire.server.api;

import io.redfire.chat.v1.Room;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Verdict;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.RoomMessages;
import java.time.Instant;
import java.util.Optional;

/** Shows rooms to callers. Thread-safe; blocks on Redis. */
final class RoomView {
  private final MessageLog log;

  RoomView(MessageLog log) {
    this.log = log;
  }

  /** To one who may read it. */
  Room of(RoomName name, RoomState state) {
    return RoomMessages.room(
        name, Verdict.kind(name, state), state.rules(), Optional.of(log.bounds(name)));
  }

  /**
   * As far as the caller may know of it: one who may not read it is not told its bounds.
   *
   * @throws Problem where the room must seem not to exist, or is closed to the caller
   */
  Room of(Caller caller, RoomName name, RoomState state, Instant now) {
    Problem refused = Verdict.decide(caller, Action.READ, name, state, now);
    if (refused == null) {
      return of(name, state);
    }
    if (refused.reason() != Reason.SCOPE_MISSING && refused.reason() != Reason.NOT_A_MEMBER) {
      throw refused;
    }
    return RoomMessages.room(name, Verdict.kind(name, state), state.rules(), Optional.empty());
  }
}
