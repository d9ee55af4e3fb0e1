package io.redfire.core.redis.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Webhooks as Redis keeps them: {@code {"way":"in","name":…,"maker":…,"digest":…,"created":…}}, the
 * time in milliseconds since 1970.
 */
final class WebhookJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String INCOMING = "in";

  private WebhookJson() {}

  static String encode(IncomingWebhook hook) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("way", INCOMING);
      json.writeStringField("name", hook.name());
      json.writeStringField("maker", hook.maker().value());
      json.writeStringField("digest", hook.digest());
      json.writeNumberField("created", hook.createdAt().toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** Reads it; empty where it is no such hook, which is then as good as none. */
  static Optional<IncomingWebhook> decode(String id, String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return json.nextToken() == JsonToken.START_OBJECT ? read(id, json) : Optional.empty();
    } catch (IOException | InvalidName notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<IncomingWebhook> read(String id, JsonParser json) throws IOException {
    String way = "";
    String name = "";
    String maker = "";
    String digest = "";
    long created = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "way" -> way = json.getValueAsString("");
        case "name" -> name = json.getValueAsString("");
        case "maker" -> maker = json.getValueAsString("");
        case "digest" -> digest = json.getValueAsString("");
        case "created" -> created = json.getValueAsLong();
        default -> json.skipChildren();
      }
    }
    return way.equals(INCOMING) && digest.length() == 64
        ? Optional.of(
            new IncomingWebhook(
                id, name, new UserName(maker), digest, Instant.ofEpochMilli(created)))
        : Optional.empty();
  }
}
