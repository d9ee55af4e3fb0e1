package io.redfire.core.log;

import java.util.List;

/**
 * A run of entries out of a room's log, as it was at one moment.
 *
 * @param status whether the page is what was asked for
 * @param bounds the log's bounds at that moment
 * @param after the position right before the first entry; where the page begins if it is empty
 * @param entries in order, each following the one before, the first following {@code after}
 */
public record Page(Status status, Bounds bounds, Position after, List<Entry> entries) {
  /** Whether a page is what was asked for. */
  public enum Status {
    /** It is. */
    OK,
    /** What was asked for is no longer kept; the page begins with the oldest entry that is. */
    TRIMMED,
    /** The position asked for is not in the log; the page is empty. */
    DIVERGED
  }

  /** The position of the last entry; {@link #after} where there is none. */
  public Position end() {
    return entries.isEmpty() ? after : entries.get(entries.size() - 1).position();
  }

  /** Whether there are entries after this page. */
  public boolean hasMore() {
    return end().seq() < bounds.head().seq();
  }
}
