package io.redfire.cli;

import io.redfire.chat.v1.CommandAccepted;
import io.redfire.client.BotClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire command}: the slash commands of rooms, which bots answer.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(
    name = "command",
    description = "Slash commands of rooms with members, such as /roll, which bots answer.")
final class SlashCommands {
  private final World world;
  private final BotLines lines = new BotLines();

  SlashCommands(World world) {
    this.world = world;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Prints the commands of a room, one a line.")
  int list(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Option(
              names = "--json",
              description =
                  "Print one JSON object a line: name, bot, description, usage, registered_at.")
          boolean json) {
    try (BotClient bots = caller.bots(world)) {
      bots.commands(room).forEach(command -> world.out().line(lines.command(command, json)));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description =
          "Registers a command that you answer, as the bot whose token this is, or describes it"
              + " anew. It is there as long as you may write in the room.")
  int add(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "NAME", description = "Its name, with or without the slash.")
          String name,
      @Option(
              names = "--description",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "What it does.")
          String description,
      @Option(
              names = "--usage",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "What to write after its name, such as 2d6.")
          String usage,
      @Option(names = "--json", description = "Print a JSON object, as list does.") boolean json) {
    try (BotClient bots = caller.bots(world)) {
      world.out().line(lines.command(bots.register(room, bare(name), description, usage), json));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Takes a command away: your own, or as a moderator any.")
  int remove(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "NAME", description = "Its name, with or without the slash.")
          String name) {
    try (BotClient bots = caller.bots(world)) {
      bots.unregister(room, bare(name));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "run",
      description =
          "Runs a command. Prints nothing: the bot mostly answers in the room. In 'redfire chat'"
              + " type /NAME TEXT instead.")
  int run(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "NAME", description = "Its name, with or without the slash.")
          String name,
      @Parameters(paramLabel = "TEXT", arity = "0..*", description = "What stands after it.")
          @Nullable List<String> text,
      @Option(
              names = "--json",
              description = "Print a JSON object: room, name, id, bot, duplicate.")
          boolean json) {
    try (BotClient bots = caller.bots(world)) {
      CommandAccepted accepted =
          bots.run(room, bare(name), text == null ? "" : String.join(" ", text));
      if (json) {
        world.out().line(lines.accepted(accepted));
      }
    }
    return ExitCode.DONE;
  }

  private static String bare(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
