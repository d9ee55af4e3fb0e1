package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the words of a message come from, as a JSON object: {@code
 * {"from":USER,"at":…,"room":ROOM,"seq":N}}, without what is not told.
 */
final class ForwardJson {
  private @Nullable String from;
  private @Nullable Instant at;
  private @Nullable String room;
  private long seq;

  private ForwardJson() {}

  static void write(String name, Forward forward, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("from", forward.from());
    Instant at = forward.at();
    if (at != null) {
      json.writeStringField("at", Timestamps.format(at));
    }
    String room = forward.room();
    if (room != null) {
      json.writeStringField("room", room);
      json.writeNumberField("seq", forward.seq());
    }
    json.writeEndObject();
  }

  /** What the object that begins here says; null where it is none, or names nobody. */
  static @Nullable Forward read(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      json.skipChildren();
      return null;
    }
    ForwardJson found = new ForwardJson();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      found.read(name, json);
    }
    String from = found.from;
    return from == null
        ? null
        : new Forward(from, found.at, found.room, found.room == null ? 0 : found.seq);
  }

  private void read(String name, JsonParser json) throws IOException {
    switch (name) {
      case "from" -> from = json.getValueAsString();
      case "at" -> at = Said.instant(json.getValueAsString());
      case "room" -> room = json.getValueAsString();
      case "seq" -> seq = Math.max(0, json.getValueAsLong());
      default -> {}
    }
    json.skipChildren();
  }
}
