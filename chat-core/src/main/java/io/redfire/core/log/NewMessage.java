package io.redfire.core.log;

import java.time.Instant;
import java.util.List;

/**
 * A message that is to be appended.
 *
 * @param text what it says
 * @param ofMember whether the sender is a member of the room, whose mark of what was read may move
 *     over it
 * @param attachments what it has beside its words; the room must hold each
 */
public record NewMessage(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    String text,
    boolean ofMember,
    List<Attachment> attachments)
    implements NewEntry {
  /** A message of somebody of whom no mark is kept. */
  public NewMessage(RoomName room, MessageId id, UserName from, Instant at, String text) {
    this(room, id, from, at, text, false, List.of());
  }

  /** The same of a member. */
  public NewMessage asOfMember() {
    return new NewMessage(room, id, from, at, text, true, attachments);
  }

  /** The same with these attachments. */
  public NewMessage with(List<Attachment> others) {
    return new NewMessage(room, id, from, at, text, ofMember, others);
  }
}
