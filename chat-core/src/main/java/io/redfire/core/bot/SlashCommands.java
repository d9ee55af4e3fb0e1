package io.redfire.core.bot;

import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import java.util.List;
import java.util.Optional;

/**
 * The commands that were registered in rooms. Thread-safe; every method blocks until the store has
 * answered and throws {@link io.redfire.core.log.LogException} where it does not.
 *
 * <p>It keeps what was registered and knows nothing of rights: whether a bot may still answer is
 * asked of the room.
 */
public interface SlashCommands extends AutoCloseable {
  /** How a change ended. */
  enum Outcome {
    /** It is as was wanted. */
    DONE,
    /** Somebody changed it in between; nothing was done. */
    CHANGED,
    /** The room has as many as it may; nothing was done. */
    FULL
  }

  /** All of a room, in no particular order. */
  List<SlashCommand> list(RoomName room);

  /** One of a room. */
  Optional<SlashCommand> find(RoomName room, CommandName name);

  /**
   * Changes one, if it is still what the caller knows. Asking again is safe.
   *
   * @param known what it is, as it was found; empty for none
   * @param next what it is to be; empty for none
   * @param most how many the room may have
   */
  Outcome change(
      RoomName room,
      CommandName name,
      Optional<SlashCommand> known,
      Optional<SlashCommand> next,
      int most);

  @Override
  void close();
}
