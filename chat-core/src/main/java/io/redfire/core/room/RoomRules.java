package io.redfire.core.room;

import java.time.Duration;

/**
 * What a room is and what holds in it. Immutable.
 *
 * @param kind what was chosen; never {@link RoomKind#OPEN}, since an open room has no rules
 * @param title for people; may be empty
 * @param topic for people; may be empty
 * @param archived whether nobody writes to it any more
 * @param retain how many of its newest entries it keeps; 0 for as many as the node is set to
 * @param slowMode how long a member waits after a message, in whole seconds; zero for not at all
 */
public record RoomRules(
    RoomKind kind, String title, String topic, boolean archived, long retain, Duration slowMode) {
  /** Those of a new room of that kind. */
  public static RoomRules of(RoomKind kind) {
    return new RoomRules(kind, "", "", false, 0, Duration.ZERO);
  }
}
