package io.redfire.core.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.redfire.core.log.NewGovernance.PartChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns new entries into the lines of a room's list and lines into entries. Thread-safe.
 *
 * <p>The body of a message is one JSON object on one line: {@code
 * {"id":…,"from":…,"at":…,"text":…}}, and {@code "reply":SEQ} and {@code "thread":SEQ} where it has
 * to do with other messages, {@code "forward":{…}} as {@link ForwardJson} says where the words are
 * somebody else's, {@code "attachments":[…]} as {@link AttachmentJson} says where there are any,
 * and {@code "via":…} where it came by a webhook; an edit's has {@code "edit":SEQ} before the text,
 * an erasure's {@code "erase":SEQ} and no text, a reaction's {@code "react":SEQ,"emoji":…}, or
 * {@code "unreact":SEQ} where it is taken back, a pin's {@code "pin":SEQ} or {@code "unpin":SEQ}.
 * The append puts {@code "seq"} and {@code "tag"} before its first member.
 *
 * <p>A change of rules or members has a body for each of them: {@code "rules":{…}} as {@link
 * RulesJson} says, or {@code "member":…,"did":…} and, where there are any, {@code
 * "role":…,"until":…,"reason":…}. A notice has {@code "notice":…} and, where there are any, {@code
 * "room":…,"session":…}; a command in a bot's own log {@code "command":…,"room":…,"text":…}.
 *
 * <p>A line that was rewritten since holds right after the tag what the tag can still be checked
 * with, and what it was changed by: {@code "was":SHA-1,"changed":SEQ,"changed_at":…}. Where words
 * were taken away, an edit has no text and a message {@code "erased":true} instead. What others
 * made of a message stands behind what it says, as {@link EchoJson} reads it; where nothing but
 * that changed, there is no {@code "changed"}. Whatever does not follow from the entry before it is
 * the line of another program: text from the user {@code redis}.
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

  /** The body of a new entry, as the scripts want it; of a change of a room, the first one. */
  public static byte[] encode(NewEntry entry) {
    return encodeAll(entry).get(0);
  }

  /** The bodies of a new entry: one, or of a change of a room one for each thing that changes. */
  public static List<byte[]> encodeAll(NewEntry entry) {
    if (!(entry instanceof NewGovernance governance)) {
      return List.of(body(entry, entry.id(), json -> write(entry, json)));
    }
    List<byte[]> bodies = new ArrayList<>();
    governance
        .rules()
        .ifPresent(
            rules ->
                bodies.add(body(entry, entry.id(), json -> RulesJson.write("rules", rules, json))));
    for (PartChange change : governance.parts()) {
      MessageId id = bodies.isEmpty() ? entry.id() : entry.id().derived(bodies.size());
      bodies.add(body(entry, id, json -> write(change, json)));
    }
    return bodies;
  }

  private static byte[] body(NewEntry entry, MessageId id, JsonWriter says) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", id.value());
      json.writeStringField("from", entry.from().value());
      json.writeStringField("at", Timestamps.format(entry.at()));
      says.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Writes what an entry says. */
  private interface JsonWriter {
    void write(JsonGenerator json) throws IOException;
  }

  private static void write(NewEntry entry, JsonGenerator json) throws IOException {
    if (entry instanceof NewMessage message) {
      json.writeStringField("text", message.text());
      if (message.ties().replyTo() > 0) {
        json.writeNumberField("reply", message.ties().replyTo());
      }
      if (message.ties().thread() > 0) {
        json.writeNumberField("thread", message.ties().thread());
      }
      Forward forward = message.ties().forward();
      if (forward != null) {
        ForwardJson.write("forward", forward, json);
      }
      if (!message.attachments().isEmpty()) {
        AttachmentJson.write(message.attachments(), json);
      }
      if (message.via().isPresent()) {
        json.writeStringField("via", message.via().get());
      }
    } else if (entry instanceof NewForward) {
      throw new IllegalArgumentException(
          "a wish to forward (expected: the message that it became)");
    } else if (entry instanceof NewEdit edit) {
      json.writeNumberField("edit", edit.seq());
      json.writeStringField("text", edit.text());
    } else if (entry instanceof NewErasure erasure) {
      json.writeNumberField("erase", erasure.seq());
    } else if (entry instanceof NewReaction reaction) {
      json.writeNumberField(reaction.removed() ? "unreact" : "react", reaction.seq());
      json.writeStringField("emoji", reaction.emoji());
    } else if (entry instanceof NewPin pin) {
      json.writeNumberField(pin.removed() ? "unpin" : "pin", pin.seq());
    } else if (entry instanceof NewNotice notice) {
      json.writeStringField("notice", Words.of(notice.kind()));
      if (notice.about().isPresent()) {
        json.writeStringField("room", notice.about().get().value());
      }
      if (notice.session().isPresent()) {
        json.writeStringField("session", notice.session().get());
      }
    } else if (entry instanceof NewCommand command) {
      json.writeStringField("command", command.name().value());
      json.writeStringField("room", command.about().value());
      json.writeStringField("text", command.text());
    }
  }

  private static void write(PartChange change, JsonGenerator json) throws IOException {
    json.writeStringField("member", change.user().value());
    json.writeStringField("did", Words.of(change.action()));
    if (change.role().isPresent()) {
      json.writeStringField("role", Words.of(change.role().get()));
    }
    Instant until =
        switch (change.action()) {
          case BANNED -> change.bannedUntil();
          case MUTED -> change.mutedUntil();
          default -> Instant.MAX;
        };
    if (!until.isAfter(Timestamps.LAST) && until.isAfter(Instant.EPOCH)) {
      json.writeStringField("until", Timestamps.format(until));
    }
    if (!change.reason().isEmpty()) {
      json.writeStringField("reason", change.reason());
    }
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
    Said said = new Said();
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        said.read(name, json);
      }
    } catch (IOException notJson) {
      return foreign(previousTag, position, line);
    }
    return new Entry(
        previousTag,
        position,
        said.id,
        said.from == null ? UserName.REDIS.value() : said.from,
        said.at,
        said.content(isRewritten));
  }
}
