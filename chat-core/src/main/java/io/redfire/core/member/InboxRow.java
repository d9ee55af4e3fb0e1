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
 * @param mentioned whether one of them mentions the user
 * @param lastMessage the newest message; empty where the newest few entries hold none
 */
public record InboxRow(
    RoomName room,
    RoomState state,
    Bounds bounds,
    long readSeq,
    long unread,
    boolean mentioned,
    Optional<Entry> lastMessage) {}
