package io.redfire.core.room;

/** What was done to someone's part in a room. */
public enum MembershipAction {
  JOINED,
  LEFT,
  INVITED,
  ROLE_CHANGED,
  KICKED,
  BANNED,
  UNBANNED,
  MUTED,
  UNMUTED
}
