package io.redfire.faults.workload;

import io.redfire.core.log.Position;
import io.redfire.server.wire.CursorToken;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a reader holds of one room: its newest places and their cursors. For one thread at a time.
 */
final class Trail {
  private static final int MOST = 2000;

  /** A place and the cursor that goes on after it. */
  record Point(Place place, String cursor) {}

  /** Oldest first. */
  private final List<Point> points = new ArrayList<>();

  boolean isEmpty() {
    return points.isEmpty();
  }

  Place newest() {
    return points.isEmpty() ? Place.START : points.get(points.size() - 1).place();
  }

  void add(Place place, String cursor) {
    points.add(new Point(place, cursor));
    if (points.size() > MOST) {
      points.subList(0, MOST / 2).clear();
    }
  }

  /** Forgets all places after this seq, and stands there. */
  void cutTo(Place place, String cursor) {
    points.removeIf(point -> point.place().seq() >= place.seq());
    add(place, cursor);
  }

  /** The newest place and older ones at doubling distances, as a client keeps them. */
  List<Point> newestFirst() {
    List<Point> all = new ArrayList<>();
    for (int back = 1; back <= points.size() && all.size() < 32; back *= 2) {
      all.add(points.get(points.size() - back));
    }
    return all;
  }

  /** The newest place alone. */
  List<Point> last() {
    return List.of(points.get(points.size() - 1));
  }

  /** A place that the reader was at some time ago. */
  List<Point> stale(RandomGenerator random) {
    return List.of(points.get(random.nextInt(points.size())));
  }

  /** The right seq, and a tag that no entry has. */
  List<Point> forged(RandomGenerator random) {
    return List.of(invented(newest().seq(), random));
  }

  /** A place that the log has not come to. */
  List<Point> future(RandomGenerator random) {
    return List.of(invented(newest().seq() + 1 + random.nextInt(100_000), random));
  }

  private static Point invented(long seq, RandomGenerator random) {
    String tag = HexFormat.of().toHexDigits(random.nextLong());
    return new Point(new Place(seq, tag), CursorToken.of(new Position(seq, tag)));
  }
}
