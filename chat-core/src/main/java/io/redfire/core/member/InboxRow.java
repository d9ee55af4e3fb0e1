package io.redfire.core.member;

import io.redfire.core.log.Bounds;
import io.redfire.core.log.Entry;
import io.redfire.core.log.RoomName;
import java.util.Optional;

/**
 * How a room stands for one of its users.
 *
 * @param readSeq up to where the user has read
 * @param unread messages after that
 * @param mentions how many of them mention the user; {@link #MOST_MENTIONS} for so many or more
 * @param lastMessage the newest message; empty where the newest few entries hold none
 */
public record InboxRow(
    RoomName room,
    RoomState state,
    Bounds bounds,
    long readSeq,
    long unread,
    int mentions,
    Optional<Entry> lastMessage) {
  /** As many as are counted. */
  public static final int MOST_MENTIONS = 100;

  /** Whether one of them mentions the user. */
  public boolean mentioned() {
    return mentions > 0;
  }
}
