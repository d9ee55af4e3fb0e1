package io.redfire.server.bot;

import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Commands in memory. Thread-safe. */
public final class RememberedCommands implements SlashCommands {
  private final Map<RoomName, Map<CommandName, SlashCommand>> rooms = new ConcurrentHashMap<>();

  private Map<CommandName, SlashCommand> of(RoomName room) {
    return rooms.computeIfAbsent(room, name -> new ConcurrentHashMap<>());
  }

  @Override
  public List<SlashCommand> list(RoomName room) {
    return List.copyOf(of(room).values());
  }

  @Override
  public Optional<SlashCommand> find(RoomName room, CommandName name) {
    return Optional.ofNullable(of(room).get(name));
  }

  @Override
  public synchronized Outcome change(
      RoomName room,
      CommandName name,
      Optional<SlashCommand> known,
      Optional<SlashCommand> next,
      int most) {
    Optional<SlashCommand> now = find(room, name);
    if (now.equals(next)) {
      return Outcome.DONE;
    }
    if (!now.equals(known)) {
      return Outcome.CHANGED;
    }
    if (next.isEmpty()) {
      var unused = of(room).remove(name);
    } else if (now.isEmpty() && of(room).size() >= most) {
      return Outcome.FULL;
    } else {
      var unused = of(room).put(name, next.get());
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {}
}
