package io.redfire.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** One line of {@code --json}, read by a JSON parser. */
record SentEntry(Map<String, String> fields) {
  private static final JsonFactory JSON = new JsonFactory();

  static SentEntry parse(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new AssertionError("not an object: " + line);
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        fields.put(name, json.getText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
    return new SentEntry(fields);
  }

  String get(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new AssertionError("no '" + field + "' in " + fields);
    }
    return value;
  }

  long seq() {
    return Long.parseLong(get("seq"));
  }

  String text() {
    return get("text");
  }
}
