package io.redfire.core.member;

import java.time.Instant;
import java.util.Optional;

/**
 * How a user is seen. Immutable.
 *
 * @param since since when; of a user who is not there, when the user last was. Empty where that is
 *     not known
 */
public record Presence(PresenceState state, Optional<Instant> since) {
  /** How everybody is seen of whom nothing is known, or is to be. */
  public static final Presence UNKNOWN = new Presence(PresenceState.OFFLINE, Optional.empty());
}
