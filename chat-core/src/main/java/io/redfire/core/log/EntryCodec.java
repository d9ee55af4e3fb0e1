package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the lines of a room's list and lines into entries. Thread-safe.
 *
 * <p>The body of a message is one JSON object on one line: {@code
 * {"id":…,"from":…,"at":…,"text":…}}. The append puts {@code "seq"} and {@code "tag"} before its
 * first member. Whatever does not follow from the entry before it is the line of another program:
 * text from the user {@code redis}.
 */
public final class EntryCodec {
  private static final int MAX_FOREIGN_BYTES = 32 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Or an emoji would stand in the list as two escapes, and nobody could read it there.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build()
          .setCharacterEscapes(new ControlEscapes());

  private EntryCodec() {}

  /** The body of a message, as the append script wants it. */
  public static byte[] encode(NewMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + message.text().length());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", message.id().value());
      json.writeStringField("from", message.from().value());
      json.writeStringField("at", Timestamps.format(message.at()));
      json.writeStringField("text", message.text());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The position that a line claims for itself; empty for a line that is not of our form. */
  public static Optional<Position> claim(byte[] line) {
    return Optional.ofNullable(Line.claim(line)).map(Line.Claim::position);
  }

  /** The entry that the line is when it stands right after {@code before}. */
  public static Entry decode(Position before, byte[] line) {
    long seq = before.seq() + 1;
    Line.Claim claim = Line.claim(line);
    if (claim != null && claim.position().seq() == seq) {
      String tag = claim.position().tag();
      if (before.tag().equals(Position.UNKNOWN_TAG)
          || tag.equals(TagChain.nextOfObject(before.tag(), line, claim.bodyFrom()))) {
        return own(before.tag(), claim.position(), line);
      }
    }
    String tag =
        before.tag().equals(Position.UNKNOWN_TAG)
            ? Position.UNKNOWN_TAG
            : TagChain.next(before.tag(), line, 0, line.length);
    return foreign(before.tag(), new Position(seq, tag), line);
  }

  /**
   * What another program wrote, as text. Cut where it is longer than {@value #MAX_FOREIGN_BYTES}
   * bytes, since no limit of ours kept its writer from sending what no client could take.
   */
  public static String foreignText(byte[] line) {
    if (line.length <= MAX_FOREIGN_BYTES) {
      return new String(line, StandardCharsets.UTF_8);
    }
    return new String(line, 0, MAX_FOREIGN_BYTES, StandardCharsets.UTF_8)
        + " [cut: "
        + line.length
        + " bytes]";
  }

  private static Entry foreign(String previousTag, Position position, byte[] line) {
    return new Entry(
        previousTag,
        position,
        null,
        UserName.REDIS.value(),
        null,
        new Content.Text(foreignText(line)));
  }

  private static Entry own(String previousTag, Position position, byte[] line) {
    String id = null;
    String from = null;
    Instant at = null;
    String text = null;
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "id" -> id = json.getValueAsString();
          case "from" -> from = json.getValueAsString();
          case "at" -> at = instant(json.getValueAsString());
          case "text" -> text = json.getValueAsString();
          default -> json.skipChildren();
        }
      }
    } catch (IOException notJson) {
      return foreign(previousTag, position, line);
    }
    Content content = text == null ? new Content.Unknown() : new Content.Text(text);
    return new Entry(
        previousTag, position, id, from == null ? UserName.REDIS.value() : from, at, content);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Timestamps.parse(text);
    } catch (DateTimeException notATime) {
      return null;
    }
  }
}
