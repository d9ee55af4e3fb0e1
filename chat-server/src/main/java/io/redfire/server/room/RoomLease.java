package io.redfire.server.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One reader's hold on a room of this node. Thread-safe.
 *
 * <p>The room stays open while anybody holds it.
 */
public final class RoomLease implements AutoCloseable {
  private final CompletableFuture<LiveRoom> room;
  private final Runnable giveBack;
  private final AtomicBoolean closed = new AtomicBoolean();

  RoomLease(CompletableFuture<LiveRoom> room, Runnable giveBack) {
    this.room = room;
    this.giveBack = giveBack;
  }

  /** Ends when the room's tail is true; fails where Redis cannot be reached in time. */
  public CompletableFuture<LiveRoom> room() {
    return room;
  }

  /** Gives the room back; once is enough. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
