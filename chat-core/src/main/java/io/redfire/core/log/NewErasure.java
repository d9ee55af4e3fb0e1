package io.redfire.core.log;

import java.time.Instant;

/**
 * The end of a message.
 *
 * @param seq where the message stands
 * @param ofAnyone whether it may be somebody else's; else it is refused where it is not the
 *     sender's own
 */
public record NewErasure(
    RoomName room, MessageId id, UserName from, Instant at, long seq, boolean ofAnyone)
    implements NewEntry {
  /** The end of a message of the sender's own. */
  public NewErasure(RoomName room, MessageId id, UserName from, Instant at, long seq) {
    this(room, id, from, at, seq, false);
  }
}
