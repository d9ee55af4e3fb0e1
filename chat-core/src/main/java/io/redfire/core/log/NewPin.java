package io.redfire.core.log;

import java.time.Instant;

/**
 * A message is to be pinned, or to be pinned no more. What is so already is answered as done.
 *
 * @param seq where the message stands
 * @param removed whether it is pinned no more
 * @param tag the tag that is to stand at {@code seq}; "" for any
 */
public record NewPin(
    RoomName room, MessageId id, UserName from, Instant at, long seq, boolean removed, String tag)
    implements NewEntry {
  /** Messages of one room that may be pinned. */
  public static final int MOST_PINS = 100;

  /** One of whatever message stands there. */
  public NewPin(RoomName room, MessageId id, UserName from, Instant at, long seq, boolean removed) {
    this(room, id, from, at, seq, removed, "");
  }
}
