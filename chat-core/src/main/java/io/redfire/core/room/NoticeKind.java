package io.redfire.core.room;

/** What happened to an account, as its own log tells. */
public enum NoticeKind {
  ROOM_ADDED,
  ROOM_REMOVED,
  SESSION_STARTED,
  SESSION_REVOKED,
  PASSWORD_CHANGED,
  ACCOUNT_CHANGED
}
