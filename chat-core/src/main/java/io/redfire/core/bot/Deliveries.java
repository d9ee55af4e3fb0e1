package io.redfire.core.bot;

import io.redfire.core.log.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far outgoing webhooks are, and who posts for each: one at a time, for as long as it says
 * again that it does. Thread-safe; every method blocks until the store has answered and throws
 * {@link io.redfire.core.log.LogException} where it does not.
 */
public interface Deliveries extends AutoCloseable {
  /** How far one is; empty where it is gone. */
  Optional<Delivery> find(RoomName room, String id);

  /**
   * Takes one for a time, or keeps it for so long from now on.
   *
   * @param known who asks, and in which term it has the webhook; in none, it takes it anew, also
   *     where it is the one who has it
   * @param time by the clock of the store
   */
  Claim take(RoomName room, String id, Holding known, Duration time);

  /**
   * Notes how far one is, and keeps it for a time.
   *
   * @param holding as {@link #take} told
   * @return false where somebody else has it by now, or it is gone; then nothing was noted
   */
  boolean save(RoomName room, String id, Holding holding, Delivery delivery, Duration time);

  /** Gives one up, if it is still held so, so that others may take it at once. */
  void giveBack(RoomName room, String id, Holding holding);

  /**
   * The rooms that were noted to have outgoing webhooks, in the order of their names' bytes. It
   * only helps to find them.
   *
   * @param after empty for the first ones
   */
  List<RoomName> rooms(Optional<RoomName> after, int limit);

  /** Notes a room. */
  void note(RoomName room);

  /** Forgets that a room was noted. */
  void forget(RoomName room);

  @Override
  void close();
}
