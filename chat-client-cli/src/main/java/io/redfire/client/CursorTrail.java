package io.redfire.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The cursors that a reader holds in one room: the newest few, then ever sparser ones. Used on the
 * client's own thread only.
 *
 * <p>One cursor is enough to go on. Older ones at growing distances let the server find, after a
 * log was replaced, how much of it this reader still has right, at a cost that does not grow with
 * the conversation.
 */
final class CursorTrail {
  static final int DENSE = 8;
  static final int MOST = 32;

  private record Point(long seq, String cursor) {}

  /** Oldest first. */
  private final List<Point> points = new ArrayList<>();

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** Adds the cursor after {@code seq}; one that is not newer than the newest is not needed. */
  void add(long seq, String cursor) {
    if (cursor.isEmpty() || (!points.isEmpty() && seq <= newest().seq())) {
      return;
    }
    points.add(new Point(seq, cursor));
    thin();
  }

  /** Forgets all cursors after the fork and stands at the fork itself. */
  void rewind(long forkSeq, String forkCursor) {
    points.removeIf(point -> point.seq() > forkSeq);
    add(forkSeq, forkCursor);
  }

  List<String> newestFirst() {
    List<String> cursors = new ArrayList<>(points.size());
    for (int i = points.size() - 1; i >= 0; i--) {
      cursors.add(points.get(i).cursor());
    }
    return cursors;
  }

  private Point newest() {
    return points.get(points.size() - 1);
  }

  private void thin() {
    long newest = newest().seq();
    for (int i = points.size() - 1 - DENSE; i >= 1; i--) {
      Point newer = points.get(i + 1);
      Point older = points.get(i - 1);
      // What lies between two neighbours may go while the gap it leaves is small against the
      // distance from the end: so distances at least triple with every second point.
      if (newer.seq() - older.seq() <= 2 * (newest - newer.seq())) {
        points.remove(i);
      }
    }
    while (points.size() > MOST) {
      points.remove(1);
    }
  }
}
