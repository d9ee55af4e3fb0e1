package io.redfire.server.govern;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that somebody wants. Immutable.
 *
 * @param id the sender's own, so that it is made once however often it is sent; empty for none
 * @param target whose part it is about; empty for the actor's own, or nobody's
 * @param decision what it comes to
 */
record Wish(
    RoomName room,
    Action action,
    Optional<MessageId> id,
    Optional<UserName> target,
    Decision decision) {
  /** Decides on how the room stands, perhaps several times; may block on Redis. */
  interface Decision {
    /**
     * What is to change.
     *
     * @param state how the room stands, with the actor's own part
     * @param part that of the target, or the actor's own where there is none
     * @throws io.redfire.server.wire.Problem where it cannot be
     */
    Change decide(RoomState state, Part part, Instant now);
  }
}
