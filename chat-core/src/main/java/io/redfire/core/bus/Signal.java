package io.redfire.core.bus;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;

/**
 * Something that is not worth keeping: it is told to whoever listens just now, stands in no log,
 * and may be lost. Immutable.
 */
public sealed interface Signal {
  /**
   * A user types in the room.
   *
   * @param stream a word for the stream on which that was said, so that it is not told there; may
   *     be empty
   */
  record Typing(UserName user, String stream) implements Signal {}

  /**
   * A member's marks in the room were moved.
   *
   * @param delivered up to where the room was delivered to the user
   * @param read up to where the user has read
   */
  record Receipt(UserName user, long delivered, long read) implements Signal {}

  /** In a user's own room: the user's mark in that room was moved, on whichever device. */
  record Read(RoomName room) implements Signal {}
}
