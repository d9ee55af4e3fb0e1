package io.redfire.faults.workload;

import io.redfire.core.log.Position;
import io.redfire.server.wire.CursorToken;

/**
 * A place in a room's log.
 *
 * @param tag empty where it is not known, as at the start of a log
 */
public record Place(long seq, String tag) {
  /** The start of a log is one place, whatever it is called. */
  public Place {
    tag = seq == 0 ? "" : tag;
  }

  /** Before the first entry. */
  public static final Place START = new Place(0, "");

  /** The place that a cursor of the server's names. */
  static Place of(String cursor) {
    Position position = CursorToken.parse("cursor", cursor);
    return new Place(position.seq(), position.tag());
  }
}
