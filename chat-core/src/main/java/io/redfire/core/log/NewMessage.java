package io.redfire.core.log;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that is to be appended.
 *
 * @param text what it says
 * @param via the name of the webhook by which it came; empty where its sender sent it
 * @param ofMember whether the sender is a member of the room, whose mark of what was read may move
 *     over it
 */
public record NewMessage(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    String text,
    Optional<String> via,
    boolean ofMember)
    implements NewEntry {
  /** A message of somebody of whom no mark is kept. */
  public NewMessage(RoomName room, MessageId id, UserName from, Instant at, String text) {
    this(room, id, from, at, text, Optional.empty(), false);
  }

  /** The same of a member. */
  public NewMessage asOfMember() {
    return new NewMessage(room, id, from, at, text, via, true);
  }

  /** The same, come by that webhook. */
  public NewMessage via(String hook) {
    return new NewMessage(room, id, from, at, text, Optional.of(hook), ofMember);
  }
}
