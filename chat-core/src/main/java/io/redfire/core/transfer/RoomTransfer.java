package io.redfire.core.transfer;

import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;

/**
 * Takes rooms out of the store as they are, and puts them in. Thread-safe; every method blocks
 * until the store has answered and throws {@link io.redfire.core.log.LogException} where it does
 * not.
 */
public interface RoomTransfer extends AutoCloseable {
  /** What a room is but for its entries, as it is at one moment. */
  RoomOutline outline(RoomName room);

  /** The lines that stand after that place: some, unless it is the end. */
  LinePage read(RoomName room, Position after);

  /**
   * Begins to put a room together that nobody sees until it is whole.
   *
   * @param base the newest entry that it does not hold
   * @throws io.redfire.core.log.LogException where there is such a room: {@code ROOM_EXISTS}
   */
  StagedRoom stage(RoomName room, Position base);

  @Override
  void close();
}
