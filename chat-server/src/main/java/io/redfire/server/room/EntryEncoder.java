package io.redfire.server.room;

import io.redfire.core.log.Entry;
import io.redfire.core.log.RoomName;

/** Brings an entry of a room into its wire form. Thread-safe. */
@FunctionalInterface
public interface EntryEncoder {
  /** The entry as it goes to every reader. */
  WireEntry encode(RoomName room, Entry entry);
}
