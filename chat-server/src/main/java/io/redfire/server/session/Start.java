package io.redfire.server.session;

import io.redfire.chat.v1.Resume;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.CursorToken;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Where a cursor starts in the log, found out of what the client asked for.
 *
 * @param bounds of the log
 * @param position where to start
 * @param fork present where the reader is to hear first that the log was replaced
 */
record Start(Bounds bounds, Position position, Optional<Position> fork) {
  /** Asks the log; blocks. Throws {@link Problem} where the wish makes no sense. */
  static Start find(MessageLog log, RoomName room, io.redfire.chat.v1.Start wish) {
    Bounds bounds = log.bounds(room);
    return switch (wish.getAtCase()) {
      case AT_NOT_SET -> new Start(bounds, bounds.head(), Optional.empty());
      case AFTER_SEQ -> at(log, room, bounds, wish.getAfterSeq());
      case LAST -> {
        long last = Integer.toUnsignedLong(wish.getLast());
        yield at(log, room, bounds, Math.max(bounds.base().seq(), bounds.head().seq() - last));
      }
      case RESUME -> resume(log, room, bounds, wish.getResume());
    };
  }

  private static Start at(MessageLog log, RoomName room, Bounds bounds, long seq) {
    if (seq < 0 || seq > bounds.head().seq()) {
      throw Problem.of(
          Reason.SEQ_AHEAD,
          "after_seq",
          Long.toUnsignedString(seq) + " (expected: at most " + bounds.head().seq() + ")");
    }
    Position wanted = new Position(seq, Position.UNKNOWN_TAG);
    Page page = log.readAfter(room, wanted, 0);
    // What was trimmed has no tag any more; reading from there tells the reader so.
    Position position = page.status() == Page.Status.OK ? page.after() : wanted;
    return new Start(bounds, position, Optional.empty());
  }

  private static Start resume(MessageLog log, RoomName room, Bounds bounds, Resume resume) {
    int count = resume.getCursorsCount();
    if (count == 0 || count > Limit.CURSORS) {
      throw Problem.of(
          Reason.CURSOR_COUNT, "cursors", count + " (expected: 1 to " + Limit.CURSORS + ")");
    }
    List<Position> known =
        resume.getCursorsList().stream().map(token -> CursorToken.parse("cursors", token)).toList();
    Position newest = log.newestInLog(room, known).orElse(Position.ORIGIN);
    boolean whole = newest.equals(known.get(0));
    return new Start(bounds, newest, whole ? Optional.empty() : Optional.of(newest));
  }
}
