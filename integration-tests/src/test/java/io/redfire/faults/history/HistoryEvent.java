package io.redfire.faults.history;

/**
 * One thing that happened in a run. Immutable.
 *
 * <p>The order in the file must be true where it can be: a send is written before it leaves, what
 * the server says after it has come, a fault before it begins and after it has ended.
 *
 * <p>A tag is empty where it is not known, and so is a digest ({@link TextDigest}).
 */
public sealed interface HistoryEvent {

  /**
   * A client is about to send, for the first time or again.
   *
   * @param lane messages of one lane and room are handed over in this order on one stream, or each
   *     after the answer to the one before; a new stream is a new lane
   * @param id the client's own; with the user it names the message
   * @param digest of the text; empty where the text is not to be compared
   * @param resends whether the client will send it again by itself if it is withdrawn, so that it
   *     must stand in the log at the end once it was acknowledged
   */
  record Invoked(
      String client,
      String lane,
      String user,
      String room,
      String id,
      String digest,
      boolean resends)
      implements HistoryEvent {}

  /** The server answered that it stands in the log. */
  record Acked(
      String client,
      String user,
      String room,
      String id,
      long seq,
      String tag,
      Level level,
      int replicas,
      boolean duplicate)
      implements HistoryEvent {}

  /** The attempt ended, and nobody knows whether the message stands in the log. */
  record Unknown(String client, String user, String room, String id, String reason)
      implements HistoryEvent {}

  /** The server answered that this attempt did not, and will not, put it into the log. */
  record Refused(String client, String user, String room, String id, String reason)
      implements HistoryEvent {}

  /** A reader follows a room from now on, and goes on after this place. */
  record Followed(String client, String room, StartKind start, long seq, String tag)
      implements HistoryEvent {}

  /** A reader follows the room no more, and need not come to its end. */
  record Left(String client, String room) implements HistoryEvent {}

  /**
   * A reader was given an entry.
   *
   * @param id empty where another program wrote it
   * @param digest of its text; empty where it has none or was changed since it was sent
   */
  record Delivered(
      String client, String room, long seq, String tag, String id, String from, String digest)
      implements HistoryEvent {}

  /** A reader was told to forget what came after this place. */
  record Rewound(String client, String room, long forkSeq, String forkTag)
      implements HistoryEvent {}

  /**
   * A reader was told that the entries from one seq to another, both included, are no longer kept.
   *
   * @param tag the tag of the last of them
   */
  record Trimmed(String client, String room, long first, long last, String tag)
      implements HistoryEvent {}

  /** A reader was told that it has all that stood in the log when it came. */
  record CaughtUp(String client, String room, long seq) implements HistoryEvent {}

  /** Another program is about to push this line, or to publish it, on its own. */
  record Pushed(String room, String digest) implements HistoryEvent {}

  /**
   * Something begins to go wrong.
   *
   * @param name names this fault in this run; its end has the same
   * @param room the only room that may lose something by it; empty: all may
   */
  record FaultBegan(String name, String room, MayLose mayLose) implements HistoryEvent {}

  /** It is over. */
  record FaultEnded(String name) implements HistoryEvent {}

  /** All faults are over and the store serves again: from now on readers must come to the ends. */
  record Healed() implements HistoryEvent {}

  /**
   * The log of a room at the end follows, line by line.
   *
   * @param base how many entries were trimmed from its front; -1 where that is to be found from the
   *     lines
   * @param baseTag the tag of the newest trimmed entry
   */
  record FinalLog(String room, long base, String baseTag, long lines) implements HistoryEvent {}

  /** The next line of that log, as it stands in Redis. */
  @SuppressWarnings("ArrayRecordComponent")
  record FinalLine(String room, byte[] line) implements HistoryEvent {}
}
