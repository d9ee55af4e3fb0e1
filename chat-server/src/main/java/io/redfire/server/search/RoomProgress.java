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
 */
record RoomProgress(Position position, long base, long at) {
  /** Nothing is indexed. */
  static final RoomProgress NONE = new RoomProgress(Position.ORIGIN, 0, 0);

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,18}) ([0-9a-f]{16}|-) ([0-9]{1,18}) (-?[0-9]{1,18})");

  /** As the index keeps it. */
  String text() {
    String tag = position.tag().equals(Position.UNKNOWN_TAG) ? "-" : position.tag();
    return position.seq() + " " + tag + " " + base + " " + at;
  }

  /** Reads what {@link #text} says; empty where it is something else. */
  static Optional<RoomProgress> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String tag = parts.group(2).equals("-") ? Position.UNKNOWN_TAG : parts.group(2);
    return Optional.of(
        new RoomProgress(
            new Position(Long.parseLong(parts.group(1)), tag),
            Long.parseLong(parts.group(3)),
            Long.parseLong(parts.group(4))));
  }
}
