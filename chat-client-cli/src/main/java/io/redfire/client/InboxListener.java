package io.redfire.client;

import io.redfire.chat.v1.InboxRoom;

/**
 * Hears how the rooms of the user's inbox stand: each once at first, then each that changes, and
 * all again after a reconnect. Called as a {@link RoomListener} is.
 */
@FunctionalInterface
public interface InboxListener {

  /** How one room stands now. */
  void onRoom(InboxRoom room);
}
