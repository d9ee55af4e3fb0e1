package io.redfire.core.room;

/** What a member is in a room; each may do what those after it may. */
public enum Role {
  OWNER,
  MODERATOR,
  MEMBER,
  READ_ONLY;

  /** Whether it may do what the other may. */
  public boolean isAtLeast(Role other) {
    return compareTo(other) <= 0;
  }
}
