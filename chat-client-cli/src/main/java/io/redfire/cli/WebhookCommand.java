package io.redfire.cli;

import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.client.WebhookClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire webhook}: how programs that know nothing but HTTP take part in a room.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(
    name = "webhook",
    description = "Webhooks of rooms with members, for their moderators and owners.")
final class WebhookCommand {
  private final World world;
  private final BotLines lines = new BotLines();

  WebhookCommand(World world) {
    this.world = world;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "create-incoming",
      description =
          "Makes an address at which programs say something in the room, as you, and prints its"
              + " path this once: put it after the address of the server's --http-listen. Whoever"
              + " knows it can post.")
  int createIncoming(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "NAME", description = "What its messages are said to come by.")
          String name,
      @Option(
              names = "--json",
              description = "Print a JSON object: path (the secret), and what 'list' prints.")
          boolean json) {
    try (WebhookClient webhooks = caller.webhooks(world)) {
      CreateIncomingWebhookResponse made = webhooks.createIncoming(room, name);
      world.out().needed().line(json ? lines.made(made) : TerminalText.neutralise(made.getPath()));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "create-outgoing",
      description =
          "Has the server post what comes to the room from now on to a URL, as long as you may read"
              + " it, and prints the secret that the posts are signed with this once.")
  int createOutgoing(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "URL", description = "Where to post: https://HOST/PATH.") String url,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              defaultValue = "",
              description = "A name for people; the host unless told.")
          String name,
      @Option(
              names = "--json",
              description = "Print a JSON object: secret, and what 'list' prints.")
          boolean json) {
    try (WebhookClient webhooks = caller.webhooks(world)) {
      CreateOutgoingWebhookResponse made = webhooks.createOutgoing(room, url, name);
      world
          .out()
          .needed()
          .line(json ? lines.made(made) : TerminalText.neutralise(made.getSecret()));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description =
          "Prints the webhooks of a room, one a line: id, maker, name; of outgoing ones where they"
              + " post and how they stand.")
  int list(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Option(
              names = "--json",
              description =
                  "Print one JSON object a line: webhook, name, maker, created_at; of outgoing ones"
                      + " url, state, delivered_seq, failures, last_error, next_at.")
          boolean json) {
    try (WebhookClient webhooks = caller.webhooks(world)) {
      webhooks.webhooks(room).forEach(hook -> world.out().line(lines.webhook(hook, json)));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "delete",
      description = "Ends a webhook. What it said stays.")
  int delete(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "ID", description = "Its id, as 'list' prints it.") String id) {
    try (WebhookClient webhooks = caller.webhooks(world)) {
      webhooks.delete(room, id);
    }
    return ExitCode.DONE;
  }
}
