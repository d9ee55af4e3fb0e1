package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message's attachments as a JSON array: {@code
 * [{"sha256":…,"name":…,"alt":…,"size":…,"type":…,"width":…,"height":…,"thumbnail":true}]}, without
 * what is empty, 0 or false.
 *
 * <p>The scripts find the attachments of a line by the text {@code "sha256":"…"}, which no name can
 * hold since its quotes are escaped.
 */
final class AttachmentJson {
  private @Nullable String hash;
  private String name = "";
  private String alt = "";
  private String type = "";
  private long size;
  private int width;
  private int height;
  private boolean thumbnail;

  private AttachmentJson() {}

  static void write(List<Attachment> attachments, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("attachments");
    for (Attachment attachment : attachments) {
      json.writeStartObject();
      json.writeStringField("sha256", attachment.hash().value());
      text("name", attachment.name(), json);
      text("alt", attachment.alt(), json);
      ContentFacts facts = attachment.facts();
      number("size", facts.size(), json);
      text("type", facts.type(), json);
      number("width", facts.width(), json);
      number("height", facts.height(), json);
      if (facts.hasThumbnail()) {
        json.writeBooleanField("thumbnail", true);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void text(String name, String value, JsonGenerator json) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private static void number(String name, long value, JsonGenerator json) throws IOException {
    if (value > 0) {
      json.writeNumberField(name, value);
    }
  }

  /** The attachments in the array that begins here, without those that name no bytes. */
  static List<Attachment> read(JsonParser json) throws IOException {
    List<Attachment> found = new ArrayList<>();
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      json.skipChildren();
      return found;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        return found;
      }
      if (json.hasToken(JsonToken.START_OBJECT)) {
        AttachmentJson one = new AttachmentJson();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          one.read(field, json);
        }
        one.addTo(found);
      } else {
        json.skipChildren();
      }
    }
    return found;
  }

  private void read(String field, JsonParser json) throws IOException {
    switch (field) {
      case "sha256" -> hash = json.getValueAsString();
      case "name" -> name = json.getValueAsString("");
      case "alt" -> alt = json.getValueAsString("");
      case "type" -> type = json.getValueAsString("");
      case "size" -> size = Math.max(0, json.getValueAsLong());
      case "width" -> width = Math.max(0, json.getValueAsInt());
      case "height" -> height = Math.max(0, json.getValueAsInt());
      case "thumbnail" -> thumbnail = json.getValueAsBoolean();
      default -> {}
    }
    json.skipChildren();
  }

  private void addTo(List<Attachment> found) {
    if (hash != null && ContentHash.isOne(hash)) {
      found.add(
          new Attachment(
              new ContentHash(hash),
              name,
              alt,
              new ContentFacts(size, type, width, height, thumbnail)));
    }
  }
}
