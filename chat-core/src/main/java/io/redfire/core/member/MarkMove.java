package io.redfire.core.member;

/** Which mark of a user is to be moved, and where it may go. */
public enum MarkMove {
  /** The one of what is read, forward only. */
  READ,
  /** The one of what is read, wherever it goes. */
  READ_BACK,
  /** The one of what was delivered, forward only. */
  DELIVERED
}
