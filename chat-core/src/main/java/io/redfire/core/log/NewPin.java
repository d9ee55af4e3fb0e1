package io.redfire.core.log;

import java.time.Instant;

/**
 * A message is to be pinned, or to be pinned no more. What is so already is answered as done.
 *
 * @param seq where the message stands
 * @param removed whether it is pinned no more
 */
public record NewPin(
    RoomName room, MessageId id, UserName from, Instant at, long seq, boolean removed)
    implements NewEntry {
  /** Messages of one room that may be pinned. */
  public static final int MOST_PINS = 100;
}
