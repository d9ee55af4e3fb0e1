package io.redfire.core.member;

import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.util.Optional;

/**
 * What holds in a room, and one user's part in it, as they were at one moment. Immutable.
 *
 * @param version the tag of the newest change of rules or members; empty text where there was none.
 *     A change that was decided on this state says so, and is refused where it is no longer true
 * @param rules empty where nobody created the room
 * @param part of the user that was asked for; {@link Part#NONE} where none was
 * @param owners how many owners it has
 * @param members how many members it has
 */
public record RoomState(
    String version, Optional<RoomRules> rules, Part part, int owners, int members) {
  /** Nobody created it. */
  public static final RoomState OPEN = new RoomState("", Optional.empty(), Part.NONE, 0, 0);

  /** Its kind. */
  public RoomKind kind() {
    return rules.map(RoomRules::kind).orElse(RoomKind.OPEN);
  }
}
