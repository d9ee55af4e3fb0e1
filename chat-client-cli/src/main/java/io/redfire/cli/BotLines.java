package io.redfire.cli;

import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.SlashCommand;

/**
 * What the commands about bots print: a line for people, harmless on a terminal, or a JSON object.
 * Any thread may use it.
 */
final class BotLines {
  private final JsonLines json = new JsonLines();

  String command(SlashCommand command, boolean asJson) {
    if (asJson) {
      return json.object(
          out -> {
            out.writeStringField("name", command.getName());
            out.writeStringField("bot", command.getBot());
            out.writeStringField("description", command.getDescription());
            out.writeStringField("usage", command.getUsage());
            out.writeStringField("registered_at", Times.rfc3339(command.getRegisteredAt()));
          });
    }
    return "/"
        + TerminalText.neutralise(command.getName())
        + (command.getUsage().isEmpty() ? "" : " " + TerminalText.neutralise(command.getUsage()))
        + "  "
        + TerminalText.neutralise(command.getBot())
        + (command.getDescription().isEmpty()
            ? ""
            : "  " + TerminalText.neutralise(command.getDescription()));
  }

  String accepted(CommandAccepted accepted) {
    return json.object(
        out -> {
          out.writeStringField("room", accepted.getRoom());
          out.writeStringField("name", accepted.getName());
          out.writeStringField("id", accepted.getId());
          out.writeStringField("bot", accepted.getBot());
          out.writeBooleanField("duplicate", accepted.getDuplicate());
        });
  }
}
