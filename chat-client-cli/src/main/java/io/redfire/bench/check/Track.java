package io.redfire.bench.check;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that should come as 1, 2, 3, … and what is wrong with how they come. For one loop.
 *
 * <p>It costs a comparison while all is well; only holes are remembered.
 */
final class Track {
  /** How a number came. */
  enum Arrival {
    IN_ORDER,
    /** It filled a hole that an earlier one had left. */
    LATE,
    /** It had come before. */
    AGAIN
  }

  private long last;
  private @Nullable RangeSet<Long> holes;

  /** Takes the next number. */
  Arrival next(long number) {
    if (number == last + 1) {
      last = number;
      return Arrival.IN_ORDER;
    }
    if (number > last) {
      if (holes == null) {
        holes = TreeRangeSet.create();
      }
      holes.add(Range.closedOpen(last + 1, number));
      last = number;
      return Arrival.IN_ORDER;
    }
    if (holes == null || !holes.contains(number)) {
      return Arrival.AGAIN;
    }
    holes.remove(Range.closedOpen(number, number + 1));
    return Arrival.LATE;
  }

  /** Begins after this number. */
  void startAfter(long number) {
    last = number;
    holes = null;
  }

  /** The highest that came. */
  long last() {
    return last;
  }

  /** How many up to this one did not come. */
  long missing(long upTo) {
    long missing = Math.max(0, upTo - last);
    if (holes != null) {
      for (Range<Long> hole : holes.asRanges()) {
        missing += hole.upperEndpoint() - hole.lowerEndpoint();
      }
    }
    return missing;
  }
}
