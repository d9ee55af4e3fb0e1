package io.redfire.faults.history;

/** From where a reader's session goes on, and what right it has to that place. */
public enum StartKind {
  /** A place that the server named: after a seq, before the newest entries, or at the end. */
  GIVEN,
  /** The place where the reader stood when it last heard of the room. */
  OWN,
  /** A place where the reader stood before. */
  STALE,
  /** A tag that no entry has. */
  FORGED,
  /** A seq that the log has not come to, with a tag that no entry has. */
  FUTURE;

  /** Whether the reader never stood there, so that it must be told of a rewind. */
  public boolean isInvented() {
    return this == FORGED || this == FUTURE;
  }
}
