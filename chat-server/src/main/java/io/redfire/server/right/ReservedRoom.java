package io.redfire.server.right;

import io.redfire.core.log.RoomName;

/**
 * The one room whose name is the server's own: administrators tell everyone something there, and
 * everyone is to trust that nobody else did. A function; any thread.
 *
 * <p>Nobody creates it or writes to it but the administrators' service, and nobody owns it or keeps
 * order there: who is no administrator any more has no part in it that would stay.
 */
public final class ReservedRoom {
  /** Its name. */
  public static final RoomName ANNOUNCEMENTS = new RoomName("announcements");

  private ReservedRoom() {}

  /** Whether it is that room. */
  public static boolean is(RoomName room) {
    return room.equals(ANNOUNCEMENTS);
  }
}
