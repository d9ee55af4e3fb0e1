package io.redfire.core.log;

import java.util.List;

/**
 * Entries that belong together wherever they stand in a room's log, as it was at one moment.
 *
 * @param next from where to go on gathering; 0 where there is no more
 */
public record Gathered(Bounds bounds, List<Entry> entries, long next) {
  /** Copies the list. */
  public Gathered {
    entries = List.copyOf(entries);
  }
}
