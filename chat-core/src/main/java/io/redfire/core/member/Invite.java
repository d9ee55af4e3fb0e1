package io.redfire.core.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * A code that lets people into a room.
 *
 * @param from who made it
 * @param uses how many may still join with it
 */
public record Invite(RoomName room, UserName from, Instant expiresAt, int uses) {}
