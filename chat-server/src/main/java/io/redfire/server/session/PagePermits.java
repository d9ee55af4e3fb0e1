package io.redfire.server.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How many pages the cursors of one stream may hold at once, so that a stream that nobody reads
 * from costs the same however many rooms it follows. Belongs to its session's loop.
 */
final class PagePermits {
  private static final int PAGES = 4;

  private final Set<Cursor> waiting = new LinkedHashSet<>();
  private int free = PAGES;

  /** Takes a permit; a cursor that gets none is rung when one is free again. */
  boolean take(Cursor cursor) {
    if (free == 0) {
      waiting.add(cursor);
      return false;
    }
    free--;
    return true;
  }

  void giveBack() {
    free++;
    // All of them, since one that has no need of a page any more would not pass the ring on.
    List<Cursor> rung = List.copyOf(waiting);
    waiting.clear();
    rung.forEach(Cursor::ring);
  }

  void forget(Cursor cursor) {
    waiting.remove(cursor);
  }
}
