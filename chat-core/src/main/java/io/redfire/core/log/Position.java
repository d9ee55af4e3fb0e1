package io.redfire.core.log;

/**
 * A place in a room's log: the entry with this seq, and its whole past.
 *
 * <p>Equal positions mean equal history. A bare seq does not: after a lossy failover the same
 * numbers name other messages.
 *
 * @param seq from 1; 0 is the place before the first entry
 * @param tag 16 lower-case hex digits; {@link #UNKNOWN_TAG} only where the entry was trimmed and
 *     its tag went with it, and for lines of other programs between that and the next entry
 */
public record Position(long seq, String tag) {
  /** The tag that nobody knows any more, since the front of the list was cut off by hand. */
  public static final String UNKNOWN_TAG = "";

  /** The place before the first entry of every room. */
  public static final Position ORIGIN = new Position(0, "0000000000000000");

  /** Checks that the seq is not negative. */
  public Position {
    if (seq < 0) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: >= 0)");
    }
  }
}
