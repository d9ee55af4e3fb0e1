package io.redfire.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.chat.v1.OutgoingWebhook;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.Webhook;
import java.io.IOException;

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

  /** A webhook, and the path that is told this once. */
  String made(CreateIncomingWebhookResponse made) {
    return json.object(
        out -> {
          out.writeStringField("path", made.getPath());
          webhook(out, made.getWebhook());
        });
  }

  /** A webhook, and the secret that is told this once. */
  String made(CreateOutgoingWebhookResponse made) {
    return json.object(
        out -> {
          out.writeStringField("secret", made.getSecret());
          webhook(out, made.getWebhook());
        });
  }

  String webhook(Webhook hook, boolean asJson) {
    return asJson
        ? json.object(out -> webhook(out, hook))
        : TerminalText.neutralise(hook.getId())
            + "  "
            + TerminalText.neutralise(hook.getMaker())
            + "  "
            + TerminalText.neutralise(hook.getName())
            + (hook.hasOutgoing() ? outgoing(hook.getOutgoing()) : "");
  }

  private static String outgoing(OutgoingWebhook hook) {
    return "  to "
        + TerminalText.neutralise(hook.getUrl())
        + "  "
        + state(hook)
        + " at "
        + hook.getDeliveredSeq()
        + (hook.getLastError().isEmpty()
            ? ""
            : ": " + TerminalText.neutralise(hook.getLastError()));
  }

  private static String state(OutgoingWebhook hook) {
    return switch (hook.getState()) {
      case WEBHOOK_STATE_ACTIVE -> "active";
      case WEBHOOK_STATE_FAILING -> "failing";
      case WEBHOOK_STATE_NOT_PERMITTED -> "not_permitted";
      case WEBHOOK_STATE_DISABLED -> "disabled";
      case WEBHOOK_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static void webhook(JsonGenerator out, Webhook hook) throws IOException {
    out.writeStringField("webhook", hook.getId());
    out.writeStringField("name", hook.getName());
    out.writeStringField("maker", hook.getMaker());
    out.writeStringField("created_at", Times.rfc3339(hook.getCreatedAt()));
    if (hook.hasOutgoing()) {
      outgoing(out, hook.getOutgoing());
    }
  }

  private static void outgoing(JsonGenerator out, OutgoingWebhook hook) throws IOException {
    out.writeStringField("url", hook.getUrl());
    out.writeStringField("state", state(hook));
    out.writeNumberField("delivered_seq", hook.getDeliveredSeq());
    out.writeNumberField("failures", hook.getFailures());
    out.writeStringField("last_error", hook.getLastError());
    if (hook.hasNextAt()) {
      out.writeStringField("next_at", Times.rfc3339(hook.getNextAt()));
    }
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
