package io.redfire.core.log;

import java.time.Instant;

/**
 * A message that is to be appended.
 *
 * @param room where
 * @param id the sender's id of it; appending it again is answered with the first append's position
 * @param from the sender
 * @param at when this node took it
 * @param text what it says
 */
public record NewMessage(RoomName room, MessageId id, UserName from, Instant at, String text) {}
