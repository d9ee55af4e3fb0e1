package io.redfire.core.member;

/** Whether somebody is there, as far as others are to see it. */
public enum PresenceState {
  /** Is there. */
  ONLINE,
  /** Has a device connected, and is not looking at it. */
  AWAY,
  /** Is not there, or is not to be seen. */
  OFFLINE
}
