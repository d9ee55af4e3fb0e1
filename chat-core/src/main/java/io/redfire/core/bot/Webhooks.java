package io.redfire.core.bot;

import io.redfire.core.log.RoomName;
import java.util.List;
import java.util.Optional;

/**
 * The webhooks of rooms. Thread-safe; every method blocks until the store has answered and throws
 * {@link io.redfire.core.log.LogException} where it does not.
 *
 * <p>It keeps what was made and knows nothing of rights: whether a maker may still write is asked
 * of the room.
 */
public interface Webhooks extends AutoCloseable {
  /** All of a room, in no particular order. */
  List<Webhook> list(RoomName room);

  /** One of a room. */
  Optional<Webhook> find(RoomName room, String id);

  /**
   * Keeps a new one.
   *
   * @param most how many the room may have
   * @return false where it has as many
   */
  boolean add(RoomName room, IncomingWebhook hook, int most);

  /**
   * Keeps a new one, and in the same moment how far it is.
   *
   * @param beginning what it goes on from
   * @param most how many the room may have, of both kinds together
   * @return false where it has as many
   */
  boolean add(RoomName room, OutgoingWebhook hook, Delivery beginning, int most);

  /**
   * Forgets one, and how far it is.
   *
   * @return false where there is none
   */
  boolean remove(RoomName room, String id);

  @Override
  void close();
}
