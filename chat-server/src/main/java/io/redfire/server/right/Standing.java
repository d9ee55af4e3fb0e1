package io.redfire.server.right;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import java.time.Instant;

/** What someone is to a room, as far as it decides what they may do there. */
public enum Standing {
  /** A guest without a name. */
  NAMELESS,
  /** A guest, whose name anyone may use. */
  GUEST,
  /** Has an account and no part in the room. */
  OUTSIDER,
  /** May join. */
  INVITED,
  /** Is shut out for now. */
  BANNED,
  /** A member who reads. */
  READ_ONLY,
  /** A member who reads and writes. */
  MEMBER,
  /** Keeps order. */
  MODERATOR,
  /** Decides on everything. */
  OWNER;

  /** That of a caller in a room in which it has that part. */
  static Standing of(Caller caller, RoomName room, Part part, Instant now) {
    if (caller instanceof Caller.Guest) {
      return caller.user().isPresent() ? GUEST : NAMELESS;
    }
    if (room.value().startsWith("@")) {
      // Who takes part follows from the name, whatever the log may say of members.
      UserName user = caller.user().orElseThrow();
      return room.users().contains(user) ? MEMBER : OUTSIDER;
    }
    return of(part, now);
  }

  /** That of someone with an account who has that part. */
  public static Standing of(Part part, Instant now) {
    if (part.isBanned(now)) {
      return BANNED;
    }
    if (part.role().isPresent()) {
      return switch (part.role().get()) {
        case OWNER -> OWNER;
        case MODERATOR -> MODERATOR;
        case MEMBER -> MEMBER;
        case READ_ONLY -> READ_ONLY;
      };
    }
    return part.invited() ? INVITED : OUTSIDER;
  }
}
