package io.redfire.server.room;

import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a room's log in the form in which it goes to readers. Immutable.
 *
 * @param status whether the page is what was asked for
 * @param after the position right before the first entry; where the page begins if it is empty
 * @param entries in order, each following the one before, the first following {@code after}
 */
public record WirePage(Page.Status status, Position after, List<WireEntry> entries) {
  /** The part of it that comes after a position; null where that is not certain from this page. */
  @Nullable WirePage from(Position position) {
    if (entries.isEmpty()) {
      return null;
    }
    long index = position.seq() - entries.get(0).position().seq() + 1;
    if (index < 0 || index >= entries.size() || !entries.get((int) index).follows(position)) {
      return null;
    }
    return new WirePage(Page.Status.OK, position, entries.subList((int) index, entries.size()));
  }
}
