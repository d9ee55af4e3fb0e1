package io.redfire.server.room;

import io.redfire.core.bus.Signal;
import java.util.List;

/**
 * Signals of a room that a reader takes at once. Immutable.
 *
 * @param upTo the number to ask after the next time
 * @param signals the newest about each user or room, in the order in which they came
 * @param complete false where others came too and are gone
 */
public record RoomSignals(long upTo, List<Signal> signals, boolean complete) {
  /** Keeps a copy. */
  public RoomSignals {
    signals = List.copyOf(signals);
  }
}
