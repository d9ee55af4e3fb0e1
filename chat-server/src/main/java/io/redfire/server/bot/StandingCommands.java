package io.redfire.server.bot;

import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.right.Action;
import io.redfire.server.right.Verdict;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The commands that are there: those whose bots could register them now. Thread-safe; blocks on
 * Redis.
 *
 * <p>So nothing has to follow when a bot leaves, is banned, or may only read: what it registered
 * counts no more, and counts again where that is lifted.
 */
final class StandingCommands {
  private final SlashCommands commands;
  private final RoomMembers members;
  private final InstantSource clock;

  StandingCommands(SlashCommands commands, RoomMembers members, InstantSource clock) {
    this.commands = commands;
    this.members = members;
    this.clock = clock;
  }

  Optional<SlashCommand> find(RoomName room, CommandName name) {
    return commands.find(room, name).filter(command -> stands(room, command));
  }

  /** In the order of their names. */
  List<SlashCommand> list(RoomName room) {
    return commands.list(room).stream()
        .filter(command -> stands(room, command))
        .sorted(Comparator.comparing(command -> command.name().value()))
        .toList();
  }

  boolean stands(RoomName room, SlashCommand command) {
    return Verdict.allows(
        Action.OWN_COMMAND, room, members.state(room, Optional.of(command.bot())), clock.instant());
  }
}
