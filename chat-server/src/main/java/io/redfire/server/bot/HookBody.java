package io.redfire.server.bot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What somebody posts to an incoming webhook: {@code {"text":…,"id":…}}. Immutable.
 *
 * @param text what to say
 * @param id the poster's own id of it; may be empty
 */
public record HookBody(String text, String id) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads it. Members that are not known are passed over, since others' webhooks have more.
   *
   * @throws Problem where it is no such object
   */
  public static HookBody parse(byte[] bytes) {
    String text = null;
    String id = "";
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "text" -> text = string("text", value, json);
          case "id" -> id = string("id", value, json);
          default -> json.skipChildren();
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw malformed();
      }
    } catch (IOException notJson) {
      throw malformed();
    }
    return new HookBody(checked(text), id);
  }

  private static String string(String field, JsonToken value, JsonParser json) throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      throw Problem.of(Reason.FIELD_INVALID, field, "of another type (expected: a string)");
    }
    return json.getText();
  }

  private static String checked(@Nullable String text) {
    if (text == null) {
      throw Problem.of(Reason.FIELD_INVALID, "text", "missing (expected: what to say)");
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw Problem.of(
          Reason.FIELD_INVALID, "text", "half of a character (expected: whole Unicode)");
    }
    return text;
  }

  private static Problem malformed() {
    return Problem.of(
        Reason.MALFORMED_REQUEST,
        "body",
        "not a JSON object in UTF-8 (expected: such as {\"text\":\"hello\"})");
  }
}
