package io.redfire.core.redis.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhook;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Webhooks as Redis keeps them: {@code {"way":"in","name":…,"maker":…,"digest":…,"created":…}}, or
 * {@code "way":"out"} with {@code "url":…,"secret":…} in the place of the digest; the time in
 * milliseconds since 1970.
 */
final class WebhookJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String INCOMING = "in";
  private static final String OUTGOING = "out";

  private WebhookJson() {}

  static String encode(Webhook hook) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("way", hook instanceof IncomingWebhook ? INCOMING : OUTGOING);
      json.writeStringField("name", hook.name());
      json.writeStringField("maker", hook.maker().value());
      if (hook instanceof IncomingWebhook incoming) {
        json.writeStringField("digest", incoming.digest());
      } else if (hook instanceof OutgoingWebhook outgoing) {
        json.writeStringField("url", outgoing.url());
        json.writeStringField("secret", outgoing.secret());
      }
      json.writeNumberField("created", hook.createdAt().toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** Reads it; empty where it is no webhook, which is then as good as none. */
  static Optional<Webhook> decode(String id, String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? webhook(id, fields(json))
          : Optional.empty();
    } catch (IOException | InvalidName | NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private static Map<String, String> fields(JsonParser json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      fields.put(field, json.getValueAsString(""));
      json.skipChildren();
    }
    return fields;
  }

  private static Optional<Webhook> webhook(String id, Map<String, String> fields) {
    String way = fields.getOrDefault("way", "");
    String name = fields.getOrDefault("name", "");
    String maker = fields.getOrDefault("maker", "");
    Instant created = Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("created", "0")));
    String digest = fields.getOrDefault("digest", "");
    if (way.equals(INCOMING) && digest.length() == 64) {
      return Optional.of(new IncomingWebhook(id, name, new UserName(maker), digest, created));
    }
    String url = fields.getOrDefault("url", "");
    String secret = fields.getOrDefault("secret", "");
    return way.equals(OUTGOING) && !url.isEmpty() && !secret.isEmpty()
        ? Optional.of(new OutgoingWebhook(id, name, new UserName(maker), url, secret, created))
        : Optional.empty();
  }
}
