package io.redfire.core.member;

import io.redfire.core.room.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * Someone's part in a room. Immutable.
 *
 * @param role empty where no member
 * @param invited whether the user may join, not being a member
 * @param mutedUntil until when the user may not write; {@link Instant#MIN} where not muted, {@link
 *     Instant#MAX} until it is lifted
 * @param bannedUntil until when the user may neither read nor join; in the same way
 */
public record Part(Optional<Role> role, boolean invited, Instant mutedUntil, Instant bannedUntil) {
  /** That of someone whom the room does not know. */
  public static final Part NONE = new Part(Optional.empty(), false, Instant.MIN, Instant.MIN);

  /** That of a member. */
  public static Part of(Role role) {
    return new Part(Optional.of(role), false, Instant.MIN, Instant.MIN);
  }

  /** Whether the user may not write for now. */
  public boolean isMuted(Instant now) {
    return now.isBefore(mutedUntil);
  }

  /** Whether the user is shut out for now. */
  public boolean isBanned(Instant now) {
    return now.isBefore(bannedUntil);
  }
}
