package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A room's rules as a JSON object: {@code
 * {"kind":"private","title":…,"topic":…,"archived":…,"retain":…,"slow_mode":SECONDS}}.
 */
final class RulesJson {
  private @Nullable String kind;
  private String title = "";
  private String topic = "";
  private boolean archived;
  private long retain;
  private long slowMode;

  private RulesJson() {}

  static void write(String name, RoomRules rules, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("kind", Words.of(rules.kind()));
    json.writeStringField("title", rules.title());
    json.writeStringField("topic", rules.topic());
    json.writeBooleanField("archived", rules.archived());
    json.writeNumberField("retain", rules.retain());
    json.writeNumberField("slow_mode", rules.slowMode().toSeconds());
    json.writeEndObject();
  }

  /** The rules in the object that begins here; null where this version does not know them. */
  static @Nullable RoomRules read(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      json.skipChildren();
      return null;
    }
    RulesJson found = new RulesJson();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      found.read(name, json);
    }
    return found.rules();
  }

  private void read(String name, JsonParser json) throws IOException {
    switch (name) {
      case "kind" -> kind = json.getValueAsString();
      case "title" -> title = json.getValueAsString("");
      case "topic" -> topic = json.getValueAsString("");
      case "archived" -> archived = json.getValueAsBoolean();
      case "retain" -> retain = json.getValueAsLong();
      case "slow_mode" -> slowMode = json.getValueAsLong();
      default -> {}
    }
    json.skipChildren();
  }

  private @Nullable RoomRules rules() {
    return Words.find(RoomKind.class, kind)
        .map(
            known ->
                new RoomRules(known, title, topic, archived, retain, Duration.ofSeconds(slowMode)))
        .orElse(null);
  }
}
