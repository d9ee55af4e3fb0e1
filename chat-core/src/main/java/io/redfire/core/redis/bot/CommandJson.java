package io.redfire.core.redis.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.bot.SlashCommand;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Commands as Redis keeps them: {@code {"bot":…,"description":…,"usage":…,"at":…}}, the time in
 * milliseconds since 1970.
 */
final class CommandJson {
  private static final JsonFactory JSON = new JsonFactory();

  private CommandJson() {}

  static String encode(SlashCommand command) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("bot", command.bot().value());
      json.writeStringField("description", command.description());
      json.writeStringField("usage", command.usage());
      json.writeNumberField("at", command.at().toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** Reads it; empty where it is no command, which is then as good as none. */
  static Optional<SlashCommand> decode(String name, String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? Optional.of(read(new CommandName(name), json))
          : Optional.empty();
    } catch (IOException | InvalidName notOurs) {
      return Optional.empty();
    }
  }

  private static SlashCommand read(CommandName name, JsonParser json) throws IOException {
    String bot = "";
    String description = "";
    String usage = "";
    long at = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "bot" -> bot = json.getValueAsString("");
        case "description" -> description = json.getValueAsString("");
        case "usage" -> usage = json.getValueAsString("");
        case "at" -> at = json.getValueAsLong();
        default -> json.skipChildren();
      }
    }
    return new SlashCommand(name, new UserName(bot), description, usage, Instant.ofEpochMilli(at));
  }
}
