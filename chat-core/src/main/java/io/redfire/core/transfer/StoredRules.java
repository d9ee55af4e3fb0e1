package io.redfire.core.transfer;

import io.redfire.core.room.RoomRules;
import java.time.Instant;

/**
 * A room's rules, and what the store keeps beside them.
 *
 * @param version the tag of the newest change of rules or members
 * @param owners how many owners the room has
 * @param members how many members it has, owners included
 * @param createdAt to the millisecond
 */
public record StoredRules(
    String version, RoomRules rules, int owners, int members, Instant createdAt) {}
