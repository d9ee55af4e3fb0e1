package io.redfire.core.log;

import java.time.Instant;

/**
 * New words for a message of the sender's own.
 *
 * @param seq where the message stands
 * @param text what the message says from now on
 */
public record NewEdit(RoomName room, MessageId id, UserName from, Instant at, long seq, String text)
    implements NewEntry {}
