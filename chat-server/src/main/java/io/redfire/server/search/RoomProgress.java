package io.redfire.server.search;

import io.redfire.core.log.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a room is indexed: the index is a reader like others, and this is its cursor. Immutable.
 *
 * @param position of the newest entry that the index knows
 * @param base how many entries at the front of the log it has forgotten since retention trimmed
 *     them
 * @param at when the newest entry was sent whose time is known, in milliseconds
 * @param read the newest entry that stood in the log when something was read of it: messages may
 *     show changes up to there, so the log has to hold it still until the cursor has come so far
 */
record RoomProgress(Position position, long base, long at, Position read) {
  /** Nothing is indexed. */
  static final RoomProgress NONE = new RoomProgress(Position.ORIGIN, 0, 0, Position.ORIGIN);

  private static final String PLACE = "([0-9]{1,18}) ([0-9a-f]{16}|-)";
  private static final Pattern TEXT =
      Pattern.compile(PLACE + " ([0-9]{1,18}) (-?[0-9]{1,18}) " + PLACE);

  /** The same, but for what stood in the log. */
  RoomProgress withRead(Position newest) {
    return new RoomProgress(position, base, at, newest);
  }

  /** As the index keeps it. */
  String text() {
    return text(position) + " " + base + " " + at + " " + text(read);
  }

  private static String text(Position place) {
    return place.seq() + " " + (place.tag().equals(Position.UNKNOWN_TAG) ? "-" : place.tag());
  }

  /** Reads what {@link #text} says; empty where it is something else. */
  static Optional<RoomProgress> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new RoomProgress(
            place(parts.group(1), parts.group(2)),
            Long.parseLong(parts.group(3)),
            Long.parseLong(parts.group(4)),
            place(parts.group(5), parts.group(6))));
  }

  private static Position place(String seq, String tag) {
    return new Position(Long.parseLong(seq), tag.equals("-") ? Position.UNKNOWN_TAG : tag);
  }
}
