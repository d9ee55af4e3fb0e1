package io.redfire.core.log;

import java.time.Instant;

/**
 * The end of a message of the sender's own.
 *
 * @param seq where the message stands
 */
public record NewErasure(RoomName room, MessageId id, UserName from, Instant at, long seq)
    implements NewEntry {}
