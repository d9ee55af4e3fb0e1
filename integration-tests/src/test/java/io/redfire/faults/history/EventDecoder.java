package io.redfire.faults.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Turns lines of a history back into events. For one thread. */
final class EventDecoder {
  private static final JsonFactory JSON =
      // Or all ids of a run would be kept for ever as names of fields, in case they come again.
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final long number;
  private final Map<String, String> members;

  private EventDecoder(long number, Map<String, String> members) {
    this.number = number;
    this.members = members;
  }

  static HistoryHeader header(String line) {
    Map<String, String> settings = new HashMap<>();
    EventDecoder of = new EventDecoder(1, members(1, line, settings));
    return new HistoryHeader(
        of.num("seed"), (int) of.num("replicas"), of.is("syncs_disk"), settings);
  }

  static HistoryLine event(long number, String line) {
    EventDecoder of = new EventDecoder(number, members(number, line, new HashMap<>()));
    return new HistoryLine(number, of.num("ms"), of.event());
  }

  private static Map<String, String> members(
      long number, String line, Map<String, String> settings) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new HistoryFormatException(number, "not an object (expected: {…})");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String setting = json.currentName();
            settings.put(setting, json.nextTextValue());
          }
        } else {
          members.put(name, json.getText());
        }
      }
      return members;
    } catch (IOException e) {
      throw new HistoryFormatException(number, "not one whole line of JSON");
    }
  }

  private HistoryEvent event() {
    String is = text("is");
    return switch (is) {
      case "invoked" ->
          new HistoryEvent.Invoked(
              text("client"),
              text("lane"),
              text("user"),
              text("room"),
              text("id"),
              text("digest"),
              is("resends"));
      case "acked" ->
          new HistoryEvent.Acked(
              text("client"),
              text("user"),
              text("room"),
              text("id"),
              num("seq"),
              text("tag"),
              one(Level.class, "level"),
              (int) num("replicas"),
              is("duplicate"));
      case "unknown" ->
          new HistoryEvent.Unknown(
              text("client"), text("user"), text("room"), text("id"), text("reason"));
      case "refused" ->
          new HistoryEvent.Refused(
              text("client"), text("user"), text("room"), text("id"), text("reason"));
      case "followed" ->
          new HistoryEvent.Followed(
              text("client"), text("room"), one(StartKind.class, "start"), num("seq"), text("tag"));
      case "left" -> new HistoryEvent.Left(text("client"), text("room"));
      case "delivered" ->
          new HistoryEvent.Delivered(
              text("client"),
              text("room"),
              num("seq"),
              text("tag"),
              text("id"),
              text("from"),
              text("digest"));
      case "rewound" ->
          new HistoryEvent.Rewound(text("client"), text("room"), num("seq"), text("tag"));
      case "trimmed" ->
          new HistoryEvent.Trimmed(
              text("client"), text("room"), num("first"), num("seq"), text("tag"));
      case "caught_up" -> new HistoryEvent.CaughtUp(text("client"), text("room"), num("seq"));
      case "pushed" -> new HistoryEvent.Pushed(text("room"), text("digest"));
      case "fault_began" ->
          new HistoryEvent.FaultBegan(
              text("name"),
              text("room"),
              new MayLose(
                  is("accepted"), is("on_disk"), (int) num("replicated_up_to"), num("back")));
      case "fault_ended" -> new HistoryEvent.FaultEnded(text("name"));
      case "healed" -> new HistoryEvent.Healed();
      case "final_log" ->
          new HistoryEvent.FinalLog(text("room"), num("base"), text("tag"), num("lines"));
      case "final_line" -> new HistoryEvent.FinalLine(text("room"), line());
      default -> throw new HistoryFormatException(number, "no event is called '" + is + "'");
    };
  }

  private byte[] line() {
    String bytes = members.get("bytes");
    return bytes == null
        ? text("line").getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(bytes);
  }

  private String text(String name) {
    String text = members.get(name);
    if (text == null) {
      throw new HistoryFormatException(number, "no member \"" + name + "\"");
    }
    return text;
  }

  private long num(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new HistoryFormatException(number, "\"" + name + "\" is no number");
    }
  }

  private boolean is(String name) {
    return Boolean.parseBoolean(text(name));
  }

  private <E extends Enum<E>> E one(Class<E> kind, String name) {
    try {
      return Enum.valueOf(kind, text(name));
    } catch (IllegalArgumentException e) {
      throw new HistoryFormatException(number, "\"" + name + "\" is '" + text(name) + "'");
    }
  }
}
