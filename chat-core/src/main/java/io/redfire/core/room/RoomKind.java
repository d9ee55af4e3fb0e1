package io.redfire.core.room;

/** Who may find, read and write a room. */
public enum RoomKind {
  /** Nobody created it: it has neither rules nor members. */
  OPEN,
  /** Everyone finds, reads and joins it; members write. */
  PUBLIC,
  /** Members and those who are invited find it; members read and write. */
  PRIVATE,
  /** Of two users. */
  DIRECT,
  /** Everyone finds, reads and joins it; owners and moderators write. */
  ANNOUNCEMENT,
  /** A user's own log of what happened to the account. */
  OWN
}
