package io.redfire.core.bus;

import io.redfire.core.log.RoomName;
import java.util.concurrent.CompletableFuture;

/**
 * The doorbell of all rooms. Thread-safe.
 *
 * <p>It may lose a ring, and tells when it may have. Whoever listens must read the log to know.
 */
public interface MessageBus extends AutoCloseable {
  /**
   * Starts listening to a room. A room has one listener at a time; a new one replaces the old.
   *
   * @return ends when the store has confirmed: what is published from then on is heard
   */
  CompletableFuture<Void> subscribe(RoomName room, Listener listener);

  /** Stops listening to a room. The listener may be called once more from another thread. */
  void unsubscribe(RoomName room);

  @Override
  void close();

  /** Hears one room. Called on threads of the bus, maybe on two at once; must return at once. */
  interface Listener {
    /** Something was published: a line of the log, or whatever another program sent. */
    void onLine(byte[] line);

    /** The connection was lost and is back: lines in between were not heard. */
    void onRestored();
  }
}
