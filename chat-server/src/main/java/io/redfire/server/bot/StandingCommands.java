package io.redfire.server.bot;

import io.redfire.core.account.Accounts;
import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Verdict;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands that are there: those whose bots could register them now. Thread-safe; blocks on
 * Redis.
 *
 * <p>So nothing has to follow when a bot leaves, is banned or disabled, or may only read: what it
 * registered counts no more, and counts again where that is lifted.
 */
final class StandingCommands {
  private final SlashCommands commands;
  private final RoomMembers members;
  private final Accounts accounts;
  private final InstantSource clock;

  StandingCommands(
      SlashCommands commands, RoomMembers members, Accounts accounts, InstantSource clock) {
    this.commands = commands;
    this.members = members;
    this.accounts = accounts;
    this.clock = clock;
  }

  Optional<SlashCommand> find(RoomName room, CommandName name) {
    return commands.find(room, name).filter(command -> stands(room, command.bot()));
  }

  /** In the order of their names. */
  List<SlashCommand> list(RoomName room) {
    Map<UserName, Boolean> bots = new HashMap<>();
    return commands.list(room).stream()
        .filter(command -> bots.computeIfAbsent(command.bot(), bot -> stands(room, bot)))
        .sorted(Comparator.comparing(command -> command.name().value()))
        .toList();
  }

  /** Whether what that bot registered counts. */
  boolean stands(RoomName room, UserName bot) {
    RoomState state = members.state(room, Optional.of(bot));
    return Verdict.allows(Action.OWN_COMMAND, room, state, clock.instant())
        && accounts.find(bot).filter(account -> !account.disabled()).isPresent();
  }
}
