package io.redfire.core.redis.blob;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a room knows of bytes that it holds, as {@code bind.lua} says: {@code MS SIZE HOLDER
 * {"type":…,"width":…,"height":…,"thumbnail":true}}.
 */
final class HeldText {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final Pattern VALUE =
      Pattern.compile("[0-9]{1,15} ([0-9]{1,15}) ([0-9a-f]{1,32}) (.*)", Pattern.DOTALL);

  private String type = "";
  private int width;
  private int height;
  private boolean thumbnail;

  private HeldText() {}

  /** The JSON in it. */
  static String json(HeldAttachment attachment) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("type", attachment.facts().type());
      json.writeNumberField("width", attachment.facts().width());
      json.writeNumberField("height", attachment.facts().height());
      json.writeBooleanField("thumbnail", attachment.facts().hasThumbnail());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** Reads it; empty for what this version did not write. */
  static Optional<HeldAttachment> read(RoomName room, ContentHash hash, String value) {
    Matcher parts = VALUE.matcher(value);
    if (!parts.matches()) {
      return Optional.empty();
    }
    HeldText found = new HeldText();
    try (JsonParser json = JSON.createParser(parts.group(3))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        found.read(field, json);
      }
    } catch (IOException notJson) {
      return Optional.empty();
    }
    long size = Long.parseLong(parts.group(1));
    return Optional.of(
        new HeldAttachment(
            hash,
            new BlobHolder(parts.group(2), room),
            new ContentFacts(size, found.type, found.width, found.height, found.thumbnail)));
  }

  private void read(String field, JsonParser json) throws IOException {
    switch (field) {
      case "type" -> type = json.getValueAsString("");
      case "width" -> width = json.getValueAsInt();
      case "height" -> height = json.getValueAsInt();
      case "thumbnail" -> thumbnail = json.getValueAsBoolean();
      default -> {}
    }
    json.skipChildren();
  }
}
