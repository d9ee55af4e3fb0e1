package io.redfire.core.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message that is to be appended.
 *
 * @param text what it says
 * @param ties what it has to do with others
 * @param via the name of the webhook by which it came; empty where its sender sent it
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
    Ties ties,
    Optional<String> via,
    boolean ofMember,
    List<Attachment> attachments)
    implements NewEntry {
  /** A message of somebody of whom no mark is kept, which stands for itself. */
  public NewMessage(RoomName room, MessageId id, UserName from, Instant at, String text) {
    this(room, id, from, at, text, Ties.NONE, Optional.empty(), false, List.of());
  }

  /** The same with these ties. */
  public NewMessage tiedBy(Ties others) {
    return new NewMessage(room, id, from, at, text, others, via, ofMember, attachments);
  }

  /** The same of a member. */
  public NewMessage asOfMember() {
    return new NewMessage(room, id, from, at, text, ties, via, true, attachments);
  }

  /** The same, come by that webhook. */
  public NewMessage via(String hook) {
    return new NewMessage(room, id, from, at, text, ties, Optional.of(hook), ofMember, attachments);
  }

  /** The same with these attachments. */
  public NewMessage with(List<Attachment> others) {
    return new NewMessage(room, id, from, at, text, ties, via, ofMember, others);
  }
}
