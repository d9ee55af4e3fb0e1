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
 * Turns new entries into the lines of a room's list and lines into entries. Thread-safe.
 *
 * <p>The body of a message is one JSON object on one line: {@code
 * {"id":…,"from":…,"at":…,"text":…}}; an edit's has {@code "edit":SEQ} before the text, an
 * erasure's {@code "erase":SEQ} and no text. The append puts {@code "seq"} and {@code "tag"} before
 * its first member.
 *
 * <p>A line that was rewritten since holds right after the tag what the tag can still be checked
 * with, and what it was changed by: {@code "was":SHA-1,"changed":SEQ,"changed_at":…}. Where words
 * were taken away, an edit has no text and a message {@code "erased":true} instead. Whatever does
 * not follow from the entry before it is the line of another program: text from the user {@code
 * redis}.
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

  /** The body of a new entry, as the scripts want it. */
  public static byte[] encode(NewEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", entry.id().value());
      json.writeStringField("from", entry.from().value());
      json.writeStringField("at", Timestamps.format(entry.at()));
      if (entry instanceof NewMessage message) {
        json.writeStringField("text", message.text());
      } else if (entry instanceof NewEdit edit) {
        json.writeNumberField("edit", edit.seq());
        json.writeStringField("text", edit.text());
      } else if (entry instanceof NewErasure erasure) {
        json.writeNumberField("erase", erasure.seq());
      }
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
          || tag.equals(TagChain.nextOfOwn(before.tag(), line, claim.bodyFrom()))) {
        boolean isRewritten = Line.was(line, claim.bodyFrom()) != null;
        return own(before.tag(), claim.position(), line, isRewritten);
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

  private static Entry own(
      String previousTag, Position position, byte[] line, boolean isRewritten) {
    String id = null;
    String from = null;
    Instant at = null;
    Said said = new Said();
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "id" -> id = json.getValueAsString();
          case "from" -> from = json.getValueAsString();
          case "at" -> at = instant(json.getValueAsString());
          case "text" -> said.text = json.getValueAsString();
          case "edit" -> said.edit = json.getValueAsLong();
          case "erase" -> said.erase = json.getValueAsLong();
          case "erased" -> said.erased = json.getValueAsBoolean();
          case "changed" -> said.changed = json.getValueAsLong();
          case "changed_at" -> said.changedAt = instant(json.getValueAsString());
          default -> json.skipChildren();
        }
      }
    } catch (IOException notJson) {
      return foreign(previousTag, position, line);
    }
    return new Entry(
        previousTag,
        position,
        id,
        from == null ? UserName.REDIS.value() : from,
        at,
        said.content(isRewritten));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Timestamps.parse(text);
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  /** What a line of ours was found to say. */
  private static final class Said {
    @Nullable String text;
    long edit;
    long erase;
    boolean erased;
    long changed;
    @Nullable Instant changedAt;

    Content content(boolean isRewritten) {
      Change change = isRewritten ? new Change(changed, changedAt) : null;
      if (edit > 0) {
        return change != null && text == null
            ? new Content.SupersededEdit(edit, change)
            : text == null ? new Content.Unknown() : new Content.Edit(edit, text);
      }
      if (erase > 0) {
        return new Content.Erasure(erase);
      }
      if (change != null && erased) {
        return new Content.Erased(change);
      }
      return text == null ? new Content.Unknown() : new Content.Text(text, change);
    }
  }
}
