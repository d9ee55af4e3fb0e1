package io.redfire.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's copy of the end of the log: a bounded run of entries, oldest first.
 *
 * @param base the place right below the oldest entry
 */
record Tail(Mark base, List<Entry> entries) {

  /** The tail that a reply to reading the end of the list gives. */
  static Tail read(Redis reply, World world) {
    int below = Math.max(0, reply.length() - world.window());
    List<Entry> entries = new ArrayList<>();
    for (int seq = below + 1; seq <= reply.length(); seq++) {
      entries.add(world.cursors().entry(reply, seq));
    }
    return new Tail(world.cursors().at(reply, below), List.copyOf(entries));
  }

  Mark last() {
    return entries.isEmpty() ? base : entries.get(entries.size() - 1).mark();
  }

  /** Whether {@code ring} is the entry right above this tail. */
  boolean isNext(Entry ring, World world) {
    if (world.flaw() == Flaw.TAIL_WITHOUT_TAG_CHECK) {
      return ring.seq() == last().seq() + 1;
    }
    return ring.mark().equals(world.cursors().next(last(), ring.id()));
  }

  Tail plus(Entry ring, World world) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(ring);
    Mark below = more.size() > world.window() ? more.remove(0).mark() : base;
    return new Tail(below, List.copyOf(more));
  }

  boolean covers(Mark mark, World world) {
    return indexAbove(mark, world) >= 0;
  }

  /** The entry right above {@code mark}; null where the tail ends there or does not cover it. */
  @Nullable Entry above(Mark mark, World world) {
    int index = indexAbove(mark, world);
    return index < 0 || index == entries.size() ? null : entries.get(index);
  }

  private int indexAbove(Mark mark, World world) {
    if (world.flaw() == Flaw.LIVE_BEFORE_FILL && mark.seq() < base.seq()) {
      return 0;
    }
    if (same(base, mark, world)) {
      return 0;
    }
    for (int i = 0; i < entries.size(); i++) {
      if (same(entries.get(i).mark(), mark, world)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean same(Mark one, Mark other, World world) {
    return world.flaw() == Flaw.READER_PLACED_BY_SEQ ? one.seq() == other.seq() : one.equals(other);
  }
}
