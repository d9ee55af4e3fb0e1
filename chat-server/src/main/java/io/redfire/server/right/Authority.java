package io.redfire.server.right;

import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import java.util.concurrent.CompletableFuture;

/**
 * Says who may do what in which room; every path asks here and nowhere else. Thread-safe; answers
 * at once where it knows, and never blocks.
 */
public interface Authority {
  /**
   * Asks, on what is known of the room within about the last second.
   *
   * @return ends with the state of the room on which it was decided, and the caller's part in it;
   *     or with a {@link io.redfire.server.wire.Problem}: {@code ROOM_NOT_FOUND} where the caller
   *     may not even know of the room, else why not
   */
  CompletableFuture<RoomState> authorize(Caller caller, Action action, RoomName room);

  /** As {@link #authorize}, on the state of the room as it is now. */
  CompletableFuture<RoomState> authorizeNow(Caller caller, Action action, RoomName room);

  /** Something that decides changed in the room. */
  void changed(RoomName room);
}
