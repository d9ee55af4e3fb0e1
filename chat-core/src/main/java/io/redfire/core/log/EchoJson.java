package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rewritten line was found to say of an {@link Echo}, member by member: {@code
 * "replies":N,"replied":SEQ,"recounted":SEQ}, {@code "reactions":{EMOJI:[USER,…],…},"reacted":SEQ}
 * and {@code "pinned":SEQ} or {@code "unpinned":SEQ}.
 */
final class EchoJson {
  private long replies;
  private long replied;
  private long recounted;
  private List<Reacted> reactions = List.of();
  private long reacted;
  private long pinned;
  private long unpinned;

  /** Takes the value of the member of that name, where it is one of these. */
  void read(String name, JsonParser json) throws IOException {
    switch (name) {
      case "replies" -> replies = json.getValueAsLong();
      case "replied" -> replied = json.getValueAsLong();
      case "recounted" -> recounted = json.getValueAsLong();
      case "reactions" -> reactions = reactions(json);
      case "pinned" -> pinned = json.getValueAsLong();
      case "unpinned" -> unpinned = json.getValueAsLong();
      case "reacted" -> reacted = json.getValueAsLong();
      default -> {}
    }
  }

  private static List<Reacted> reactions(JsonParser json) throws IOException {
    List<Reacted> found = new ArrayList<>();
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      return found;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String emoji = json.currentName();
      json.nextToken();
      List<String> users = users(json);
      if (!users.isEmpty()) {
        found.add(new Reacted(emoji, users));
      }
    }
    return found;
  }

  private static List<String> users(JsonParser json) throws IOException {
    List<String> users = new ArrayList<>();
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      json.skipChildren();
      return users;
    }
    while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
      if (json.hasToken(JsonToken.VALUE_STRING)) {
        users.add(json.getText());
      } else {
        json.skipChildren();
      }
    }
    return users;
  }

  /** Whether there was any. */
  boolean isThere() {
    return reacted > 0 || replied > 0 || pinned > 0 || unpinned > 0;
  }

  Echo echo() {
    return new Echo(
        Math.max(0, replies),
        Math.max(0, replied),
        Math.max(0, recounted),
        reactions,
        Math.max(0, reacted),
        Math.max(0, pinned),
        Math.max(0, unpinned));
  }
}
