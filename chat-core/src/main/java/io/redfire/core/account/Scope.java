package io.redfire.core.account;

/** What a token may be used for. */
public enum Scope {
  /** Reads rooms, members and the inbox. */
  READ,
  /** Sends, edits, erases, marks as read. */
  WRITE,
  /** Creates, joins and leaves rooms, and keeps order in them. */
  ROOMS,
  /** Changes the account and its sessions. */
  ACCOUNT,
  /** Runs the server, if the account may. */
  ADMIN
}
