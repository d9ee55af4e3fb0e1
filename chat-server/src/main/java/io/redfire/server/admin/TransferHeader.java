package io.redfire.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.log.Words;
import io.redfire.core.member.Part;
import io.redfire.core.redis.log.PartText;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.core.transfer.StoredRules;
import io.redfire.server.govern.RoomFields;
import io.redfire.server.wire.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an exported room: {@code
 * {"redfire":1,"room":…,"base":…,"basetag":…,"seq":…,"tag":…,"rules":{…},"members":{…}}}.
 * Immutable.
 *
 * <p>{@code seq} and {@code tag} are where the entries end, so that a copy which lost its end is
 * not taken for the room. A part is {@code "alice":"owner"}, with more words after the role where
 * the user is muted and the like, as the store has it.
 *
 * @param rules empty where nobody created the room
 * @param parts the first users, as many as {@link TransferFormat#MEMBERS}; the others have lines of
 *     their own
 */
record TransferHeader(
    RoomName room, Bounds bounds, Optional<StoredRules> rules, Map<UserName, Part> parts) {

  /** As a line, without its end. */
  byte[] line() {
    return write(
        json -> {
          json.writeStringField("room", room.value());
          json.writeNumberField("base", bounds.base().seq());
          json.writeStringField("basetag", bounds.base().tag());
          json.writeNumberField("seq", bounds.head().seq());
          json.writeStringField("tag", bounds.head().tag());
          json.writeObjectFieldStart("rules");
          if (rules.isPresent()) {
            write(rules.get(), json);
          }
          json.writeEndObject();
          write(parts, json);
        });
  }

  /** More users, as a line without its end. */
  static byte[] line(Map<UserName, Part> parts) {
    return write(json -> write(parts, json));
  }

  private interface Says {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Says says) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = TransferFormat.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("redfire", TransferFormat.VERSION);
      says.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(StoredRules stored, JsonGenerator json) throws IOException {
    RoomRules rules = stored.rules();
    json.writeStringField("version", stored.version());
    json.writeStringField("kind", Words.of(rules.kind()));
    json.writeStringField("title", rules.title());
    json.writeStringField("topic", rules.topic());
    json.writeBooleanField("archived", rules.archived());
    json.writeNumberField("retain", rules.retain());
    json.writeNumberField("slow_mode", rules.slowMode().toSeconds());
    json.writeNumberField("created_at", stored.createdAt().toEpochMilli());
  }

  private static void write(Map<UserName, Part> parts, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("members");
    for (Map.Entry<UserName, Part> part : parts.entrySet()) {
      json.writeStringField(part.getKey().value(), PartText.of(part.getValue()));
    }
    json.writeEndObject();
  }

  /**
   * What a line of the format says, member by member; nothing of it is believed but its types.
   * Members of it that this version does not know are refused, since what they say would be lost.
   */
  static final class Fields {
    private final Map<String, String> texts = new LinkedHashMap<>();
    @Nullable Map<String, String> rules;
    @Nullable Map<String, String> members;

    /**
     * Reads a line.
     *
     * @throws IOException where it is no JSON object
     */
    static Fields read(byte[] line) throws IOException {
      Fields fields = new Fields();
      try (JsonParser json = TransferFormat.JSON.createParser(line)) {
        expect(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          JsonToken value = json.nextToken();
          if (value == JsonToken.START_OBJECT) {
            Map<String, String> object = object(json);
            switch (name) {
              case "rules" -> fields.rules = object;
              case "members" -> fields.members = object;
              default -> throw new IOException("'" + name + "' is not known here");
            }
          } else {
            expect(value != null && value.isScalarValue());
            expect(fields.texts.put(name, json.getText()) == null);
          }
        }
        expect(json.nextToken() == null);
      }
      return fields;
    }

    private static Map<String, String> object(JsonParser json) throws IOException {
      Map<String, String> object = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        expect(value != null && value.isScalarValue());
        expect(object.put(name, json.getText()) == null);
      }
      return object;
    }

    private static void expect(boolean holds) throws IOException {
      if (!holds) {
        throw new IOException("not a JSON object of the form that an export has");
      }
    }

    boolean has(String name) {
      return texts.containsKey(name);
    }

    String text(String name) {
      return texts.getOrDefault(name, "");
    }
  }

  /**
   * The header that a line is.
   *
   * @throws IllegalArgumentException where it is none; also for names that break their rules
   */
  static TransferHeader read(Fields fields, RoomName room) {
    Position base = new Position(number(fields.text("base")), tag(fields.text("basetag")));
    Position head = new Position(number(fields.text("seq")), tag(fields.text("tag")));
    check(
        (base.seq() == 0) == base.tag().equals(Position.ORIGIN.tag()),
        "basetag: goes with another base (expected: "
            + Position.ORIGIN.tag()
            + " with the base 0)");
    check(head.seq() >= base.seq(), "seq: before base");
    Map<UserName, Part> parts = parts(object("members", fields.members));
    Map<String, String> holds = object("rules", fields.rules);
    Optional<StoredRules> rules = holds.isEmpty() ? Optional.empty() : Optional.of(rules(holds));
    RoomKind kind = rules.map(known -> known.rules().kind()).orElse(RoomKind.OPEN);
    check(
        (kind == RoomKind.DIRECT) == (room.users().size() == 2),
        "kind: " + Words.of(kind) + ", which goes with names of another form than '" + room + "'");
    return new TransferHeader(room, new Bounds(base, head), rules, parts);
  }

  private static Map<String, String> object(String name, @Nullable Map<String, String> object) {
    if (object == null) {
      throw new IllegalArgumentException(name + ": none");
    }
    return object;
  }

  private static StoredRules rules(Map<String, String> fields) {
    RoomKind kind =
        Words.find(RoomKind.class, fields.get("kind"))
            .filter(known -> known != RoomKind.OPEN && known != RoomKind.OWN)
            .orElseThrow(() -> new IllegalArgumentException("kind: not known"));
    String version = tag(fields.getOrDefault("version", ""));
    check(!version.isEmpty(), "version: none (expected: 16 hex digits)");
    return new StoredRules(
        version,
        checked(
            new RoomRules(
                kind,
                fields.getOrDefault("title", ""),
                fields.getOrDefault("topic", ""),
                "true".equals(fields.get("archived")),
                number(fields.getOrDefault("retain", "0")),
                Duration.ofSeconds(number(fields.getOrDefault("slow_mode", "0"))))),
        0,
        0,
        Instant.ofEpochMilli(number(fields.getOrDefault("created_at", "0"))));
  }

  private static RoomRules checked(RoomRules told) {
    try {
      return RoomFields.checked(told);
    } catch (Problem refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  /** The users and their parts, in the order in which they stand. */
  static Map<UserName, Part> parts(Map<String, String> members) {
    Map<UserName, Part> parts = new LinkedHashMap<>();
    members.forEach(
        (name, text) -> {
          Part part = PartText.read(text);
          check(!text.isEmpty() && PartText.of(part).equals(text), "members: a part is not known");
          parts.put(new UserName(name), part);
        });
    return parts;
  }

  /**
   * Reads a number.
   *
   * @throws IllegalArgumentException where it is none
   */
  static long number(String text) {
    check(text.matches("[0-9]{1,15}"), "not a number");
    return Long.parseLong(text);
  }

  private static String tag(String text) {
    check(text.matches("([0-9a-f]{16})?"), "not a tag");
    return text;
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }
}
