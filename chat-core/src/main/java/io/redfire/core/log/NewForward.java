package io.redfire.core.log;

import java.time.Instant;

/**
 * A wish to forward a message. It becomes a {@link NewMessage} with the words that stand there
 * before it is appended, and is never appended itself.
 *
 * @param origin the room of the message that is forwarded
 * @param seq where it stands there
 * @param ties what the new message has to do with others of its room
 */
public record NewForward(
    RoomName room, MessageId id, UserName from, Instant at, RoomName origin, long seq, Ties ties)
    implements NewEntry {
  /** The message to append. */
  public NewMessage saying(String text, Forward forward) {
    return new NewMessage(room, id, from, at, text)
        .tiedBy(new Ties(ties.replyTo(), ties.thread(), forward));
  }
}
