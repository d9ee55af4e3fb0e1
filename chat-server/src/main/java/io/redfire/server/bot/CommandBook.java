package io.redfire.server.bot;

import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.core.account.Accounts;
import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.bot.SlashCommands.Outcome;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneLine;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.SendRates;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Which commands a room has, and what bots change about that. Thread-safe; blocks on Redis. */
public final class CommandBook {
  /** Commands of one room, at most. */
  static final int MOST = 50;

  /** Commands of one bot in one room where it is neither moderator nor owner there, at most. */
  static final int MOST_OF_MEMBER = 10;

  private static final int MOST_CHARACTERS = 128;
  private static final int BYTES_OF_CHARACTER = 4;

  /** Somebody would have to change the same command between each of them. */
  private static final int TRIES = 5;

  private final SlashCommands commands;
  private final StandingCommands standing;
  private final Authority authority;
  private final SendRates rates;
  private final InstantSource clock;

  /** Keeps commands there; each change counts as a message in the room. */
  public CommandBook(
      SlashCommands commands,
      RoomMembers members,
      Accounts accounts,
      Authority authority,
      SendRates rates,
      InstantSource clock) {
    this.commands = commands;
    this.standing = new StandingCommands(commands, members, accounts, clock);
    this.authority = authority;
    this.rates = rates;
    this.clock = clock;
  }

  /**
   * Registers a command of the caller's, or describes it anew.
   *
   * @throws Problem where it may not
   */
  public SlashCommand register(Caller caller, RegisterCommandRequest request) {
    RoomName room = Requests.room(request.getRoom());
    CommandName name = Requests.command(request.getName());
    String description = line("description", request.getDescription());
    String usage = line("usage", request.getUsage());
    RoomState state = Waiting.on(authority.authorize(caller, Action.OWN_COMMAND, room));
    UserName bot = caller.user().orElseThrow();
    var unused = Waiting.on(rates.count(bot, room));
    if (!state.part().role().map(role -> role.isAtLeast(Role.MODERATOR)).orElse(false)) {
      checkShare(room, bot, name);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    SlashCommand wanted = new SlashCommand(name, bot, description, usage, now);
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<SlashCommand> known = commands.find(room, name);
      if (known.isPresent() && !known.get().bot().equals(bot) && isThere(room, known.get())) {
        throw Problem.of(
            Reason.COMMAND_TAKEN,
            "name",
            "'" + name + "' is a command of '" + known.get().bot() + "' (expected: another one)");
      }
      Outcome outcome = commands.change(room, name, known, Optional.of(wanted), MOST);
      if (outcome == Outcome.DONE) {
        return wanted;
      }
      if (outcome == Outcome.FULL && !sweep(room)) {
        throw Problem.of(
            Reason.TOO_MANY_COMMANDS,
            "room '" + room + "' has " + MOST + " commands (expected: fewer, take one away)");
      }
    }
    throw changed(room);
  }

  /** One member must not take every name. */
  private void checkShare(RoomName room, UserName bot, CommandName name) {
    long others =
        commands.list(room).stream()
            .filter(command -> command.bot().equals(bot) && !command.name().equals(name))
            .count();
    if (others >= MOST_OF_MEMBER) {
      throw Problem.of(
          Reason.TOO_MANY_COMMANDS,
          "'"
              + bot
              + "' has "
              + others
              + " commands in room '"
              + room
              + "' (expected: "
              + MOST_OF_MEMBER
              + " at most, but for moderators and owners)");
    }
  }

  /**
   * Takes a command away.
   *
   * @throws Problem where it may not, or there is none
   */
  public void unregister(Caller caller, UnregisterCommandRequest request) {
    RoomName room = Requests.room(request.getRoom());
    CommandName name = Requests.command(request.getName());
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<SlashCommand> known = commands.find(room, name);
      boolean isOwn = known.map(SlashCommand::bot).equals(caller.user());
      var unused =
          Waiting.on(
              authority.authorize(caller, isOwn ? Action.OWN_COMMAND : Action.ERASE_ANY, room));
      if (known.isEmpty()) {
        throw Problem.of(
            Reason.COMMAND_NOT_FOUND,
            "name",
            "room '" + room + "' has no command '" + name + "' (expected: one of ListCommands)");
      }
      if (commands.change(room, name, known, Optional.empty(), MOST) == Outcome.DONE) {
        return;
      }
    }
    throw changed(room);
  }

  /**
   * The commands of a room, in the order of their names.
   *
   * @throws Problem where the caller may not read the room
   */
  public List<SlashCommand> list(Caller caller, ListCommandsRequest request) {
    RoomName room = Requests.room(request.getRoom());
    var unused = Waiting.on(authority.authorize(caller, Action.READ, room));
    return standing.list(room);
  }

  private boolean isThere(RoomName room, SlashCommand command) {
    return standing.stands(room, command.bot());
  }

  /** Takes away what counts no more; false where that is nothing. */
  private boolean sweep(RoomName room) {
    List<SlashCommand> gone =
        commands.list(room).stream().filter(command -> !isThere(room, command)).toList();
    gone.forEach(
        command ->
            commands.change(room, command.name(), Optional.of(command), Optional.empty(), MOST));
    return !gone.isEmpty();
  }

  private static Problem changed(RoomName room) {
    return Problem.of(
        Reason.ROOM_CHANGED, "the commands of room '" + room + "' changed again and again");
  }

  private static String line(String field, String text) {
    try {
      return OneLine.check(field, text, MOST_CHARACTERS, MOST_CHARACTERS * BYTES_OF_CHARACTER);
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.FIELD_INVALID, field, invalid.complaint());
    }
  }
}
