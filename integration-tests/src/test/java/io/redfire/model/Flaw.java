package io.redfire.model;

/** A bug planted into the model on purpose, to show that the search would find it. */
enum Flaw {
  NONE,
  /** The append script does not look whether the id stands in the log already. */
  NO_DEDUPE,
  /** The tail takes a ring with the next seq whatever its mark says. */
  TAIL_WITHOUT_TAG_CHECK,
  /** A node reads the list first and subscribes afterwards. */
  READ_BEFORE_SUBSCRIBE,
  /** A ring that comes while the list is being read is thrown away, not kept for later. */
  RINGS_DROPPED_WHILE_READING,
  /** A reader is served from the tail at once, before the list has filled what is below it. */
  LIVE_BEFORE_FILL,
  /** A reader is placed in the tail by its seq alone. */
  READER_PLACED_BY_SEQ,
  /** A reader whose cursor is gone goes on from the fork without being told. */
  SILENT_REWIND
}
