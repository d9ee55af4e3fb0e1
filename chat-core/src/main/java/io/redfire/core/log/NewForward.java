package io.redfire.core.log;

import java.time.Instant;

/**
 * A wish to forward a message. It becomes a {@link NewMessage} with the words and attachments that
 * stand there before it is appended, and is never appended itself.
 *
 * @param origin the room of the message that is forwarded
 * @param seq where it stands there
 * @param tag the tag that is to stand there; "" for any
 * @param ties what the new message has to do with others of its room
 */
public record NewForward(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    RoomName origin,
    long seq,
    String tag,
    Ties ties)
    implements NewEntry {
  /** The message to append, but for its attachments. */
  public NewMessage saying(String text, Forward forward) {
    return new NewMessage(room, id, from, at, text).tiedBy(ties.forwarding(forward));
  }
}
