package io.redfire.client;

import io.redfire.chat.v1.Presence;

/**
 * Hears how the users whom the client watches are seen: each once at first, then each that changes,
 * and all again after a reconnect. Called as a {@link RoomListener} is.
 */
@FunctionalInterface
public interface PresenceListener {

  /** How one user is seen now. */
  void onPresence(Presence presence);
}
