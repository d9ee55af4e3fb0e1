package io.redfire.faults.workload;

/**
 * A message, or something about a message, that a client of ours sends, again and again until it is
 * answered.
 *
 * @param text of a message; the emoji of a reaction; empty for a pin
 * @param about where the message stands that it is about
 */
record Outgoing(String room, String id, String text, What what, Place about) {
  /** What is sent. */
  enum What {
    /** A message that stands for itself. */
    MESSAGE,
    /** A message that answers another. */
    REPLY,
    /** A message in the thread of another. */
    THREAD,
    /** A reaction to a message. */
    REACTION,
    /** The pin of a message. */
    PIN;

    boolean isMessage() {
      return this == MESSAGE || this == REPLY || this == THREAD;
    }
  }

  /** A message that stands for itself. */
  Outgoing(String room, String id, String text) {
    this(room, id, text, What.MESSAGE, Place.START);
  }
}
