package io.redfire.core.log;

import java.time.Instant;

/**
 * A slash command that somebody ran, for the own log of the bot that answers it.
 *
 * @param room the bot's own log
 * @param from who ran it
 * @param name which command
 * @param about the room in which it was run
 * @param text what stood after the name
 */
public record NewCommand(
    RoomName room,
    MessageId id,
    UserName from,
    Instant at,
    CommandName name,
    RoomName about,
    String text)
    implements NewEntry {
  /** The same, for that bot. */
  public NewCommand to(UserName bot) {
    return new NewCommand(RoomName.ownOf(bot), id, from, at, name, about, text);
  }
}
