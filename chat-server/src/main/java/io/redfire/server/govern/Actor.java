package io.redfire.server.govern;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;

/**
 * Somebody who changes rooms, with what allows it: a caller by the rights that it has, an
 * administrator by being one. Thread-safe; may block on Redis.
 */
public interface Actor {
  /** In whose name the change stands in the log; only to be asked once something was allowed. */
  UserName user();

  /**
   * Asks for leave to do something in a room.
   *
   * @return how the room stands now, with the actor's part in it
   * @throws io.redfire.server.wire.Problem where it is not allowed
   */
  RoomState require(Action action, RoomName room);

  /**
   * Whether the actor may kick, ban and mute somebody.
   *
   * @param own the actor's part in the room
   * @param other the part of the other one
   */
  boolean outranks(Part own, Part other);
}
