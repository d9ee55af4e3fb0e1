package io.redfire.faults.history.check;

/** The ways in which a history can break a promise. */
public enum ViolationKind {
  /** Acknowledged, and not in the final log though nothing may have taken it. */
  ACKNOWLEDGED_LOST,
  /** Withdrawn, and not sent again by a client that does so by itself. */
  NOT_SENT_AGAIN,
  /** One id acknowledged at two places though nothing was withdrawn between. */
  ACKNOWLEDGED_TWICE,
  /** An acknowledgement of a message that nobody had sent. */
  ACKNOWLEDGED_UNASKED,
  /** A level that this Redis cannot give. */
  LEVEL_IMPOSSIBLE,
  /** In the log though every attempt was refused. */
  REFUSED_BUT_STORED,
  /** One id twice in a final log. */
  STORED_TWICE,
  /** An entry, or text, that nobody sent. */
  INVENTED,
  /** A line of the final log whose seq or tag does not follow from the line before it. */
  CHAIN_BROKEN,
  /** The same seq and tag with another message or another past. */
  SAME_PLACE_DIFFERS,
  /** A reader was given an entry again. */
  REPEATED,
  /** A reader was not given an entry. */
  MISSING,
  /** A reader was given what follows on a place that is not its own, without a rewind. */
  REWIND_UNSAID,
  /** A rewind to a place that the reader has not come to, or that is not of its past. */
  REWIND_WRONG,
  /** A rewind though nothing may have been taken away. */
  REWIND_NEEDLESS,
  /** Told as trimmed, and yet in the log, or not where the reader stands. */
  TRIM_WRONG,
  /** Delivered, and not in the final log though nothing may have taken it. */
  DELIVERED_LOST,
  /** Messages of one author in another order than sent. */
  AUTHOR_ORDER,
  /** Sent after another one was acknowledged, and yet before it in the log. */
  REAL_TIME_ORDER,
  /** A reaction, pin or reply in the log that the message which it is about does not show. */
  NOT_SHOWN,
  /** A reader not at the end in time after all was well. */
  NOT_CONVERGED,
  /** The history itself lacks what is needed to judge it. */
  INCOMPLETE
}
