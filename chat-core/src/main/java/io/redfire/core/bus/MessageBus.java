package io.redfire.core.bus;

import io.redfire.core.log.RoomName;
import java.util.concurrent.CompletableFuture;

/**
 * The doorbell of all rooms. Thread-safe.
 *
 * <p>It may lose a ring, and tells when it may have. Whoever listens must read the log to know.
 *
 * <p>Beside what is appended it carries signals: what is not worth keeping, such as who types. They
 * have no number, stand in no log and cannot be read again; what cannot be carried now is dropped.
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

  /**
   * Tells a signal to whoever listens to the room now, on all nodes, this one too. Returns at once
   * and promises nothing: where it cannot be sent, or too many wait to be, it is dropped.
   *
   * @param signal as {@link SignalCodec} writes it
   */
  void signal(RoomName room, byte[] signal);

  @Override
  void close();

  /** Hears one room. Called on threads of the bus, maybe on two at once; must return at once. */
  interface Listener {
    /** Something was published: a line of the log, or whatever another program sent. */
    void onLine(byte[] line);

    /** The connection was lost and is back: lines and signals in between were not heard. */
    void onRestored();

    /** A signal was sent, or whatever another program published beside the room's lines. */
    default void onSignal(byte[] signal) {}
  }
}
