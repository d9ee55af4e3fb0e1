package io.redfire.server.api;

import com.google.common.primitives.Longs;
import io.redfire.core.log.Position;
import io.redfire.server.wire.CursorToken;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;

/**
 * The page token of entries that are gathered from all over a log.
 *
 * @param known a place that the reader was told of, so that a log that was replaced between two
 *     pages is noticed
 * @param next from where to go on gathering
 */
record GatherToken(Position known, long next) {
  private static final int CURSOR_LENGTH = CursorToken.of(Position.ORIGIN).length();

  /**
   * Reads one.
   *
   * @param mark what it begins with, which tells it from those of other lists
   * @throws Problem where it is none of ours
   */
  static GatherToken parse(char mark, String token) {
    int nextFrom = 1 + CURSOR_LENGTH;
    Long next =
        token.length() > nextFrom && token.charAt(0) == mark
            ? Longs.tryParse(token.substring(nextFrom))
            : null;
    if (next == null || next <= 0) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
    return new GatherToken(CursorToken.parse("page_token", token.substring(1, nextFrom)), next);
  }

  /** Its text. */
  String text(char mark) {
    return mark + CursorToken.of(known) + next;
  }
}
