package io.redfire.core.log;

import java.time.Instant;

/**
 * A message that is to be appended.
 *
 * @param text what it says
 */
public record NewMessage(RoomName room, MessageId id, UserName from, Instant at, String text)
    implements NewEntry {}
