package io.redfire.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.EmojiReactions;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Forward;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.Pin;
import io.redfire.chat.v1.Reaction;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomRewound;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The JSON form of what the commands print: one object, one line. Any thread may use it.
 *
 * <p>An object without {@code event} is an entry (or the answer to a send); one with {@code event}
 * says what happened to the log.
 */
final class JsonLines {
  /** Writes the fields of an object. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private final JsonFactory factory =
      JsonFactory.builder().build().setCharacterEscapes(new SafeEscapes());

  String entry(Entry entry) {
    return object(
        json -> {
          json.writeNumberField("seq", entry.getSeq());
          json.writeStringField("tag", entry.getTag());
          json.writeStringField("id", entry.getId());
          json.writeStringField("room", entry.getRoom());
          json.writeStringField("from", entry.getFrom());
          if (entry.hasAt()) {
            json.writeStringField("at", Times.rfc3339(entry.getAt()));
          } else {
            json.writeNullField("at");
          }
          content(json, entry);
          json.writeStringField("cursor", entry.getCursor());
        });
  }

  /** What is no message names what it is; whatever has no content is a message without text. */
  private static void content(JsonGenerator json, Entry entry) throws IOException {
    switch (entry.getContentCase()) {
      case EDIT -> {
        Edit edit = entry.getEdit();
        json.writeNumberField("edits", edit.getSeq());
        text(json, edit.getSupersededBySeq() == 0, edit.getText());
      }
      case ERASURE -> {
        json.writeNumberField("erases", entry.getErasure().getSeq());
        number(json, "thread_seq", entry.getErasure().getThreadSeq());
      }
      case PIN -> {
        Pin pin = entry.getPin();
        json.writeNumberField(pin.getRemoved() ? "unpins" : "pins", pin.getSeq());
      }
      case REACTION -> {
        Reaction reaction = entry.getReaction();
        json.writeNumberField(reaction.getRemoved() ? "unreacts" : "reacts", reaction.getSeq());
        json.writeStringField("emoji", reaction.getEmoji());
      }
      case MEMBERSHIP -> RoomJson.membership(json, entry.getMembership());
      case RULES -> {
        json.writeObjectFieldStart("rules");
        RoomJson.rules(json, entry.getRules().getRules());
        json.writeEndObject();
      }
      case NOTICE -> RoomJson.notice(json, entry.getNotice());
      case COMMAND -> {
        json.writeObjectFieldStart("command");
        json.writeStringField("room", entry.getCommand().getRoom());
        json.writeStringField("name", entry.getCommand().getName());
        json.writeStringField("text", entry.getCommand().getText());
        json.writeEndObject();
      }
      case MESSAGE, CONTENT_NOT_SET -> {
        Message message = entry.getMessage();
        text(json, !message.getErased(), message.getText());
        if (message.getAttachmentsCount() > 0) {
          json.writeArrayFieldStart("attachments");
          for (Attachment attachment : message.getAttachmentsList()) {
            json.writeStartObject();
            AttachmentWords.write(attachment, json);
            json.writeEndObject();
          }
          json.writeEndArray();
        }
        if (!message.getVia().isEmpty()) {
          json.writeStringField("via", message.getVia());
        }
        number(json, "changed_by_seq", message.getChangedBySeq());
        number(json, "reply_to_seq", message.getReplyToSeq());
        number(json, "thread_seq", message.getThreadSeq());
        forward(json, message);
        number(json, "reply_count", message.getReplyCount());
        number(json, "last_reply_seq", message.getLastReplySeq());
        number(json, "recounted_by_seq", message.getRecountedBySeq());
        reactions(json, message);
        number(json, "reacted_by_seq", message.getReactedBySeq());
        number(json, "pinned_by_seq", message.getPinnedBySeq());
        number(json, "unpinned_by_seq", message.getUnpinnedBySeq());
      }
    }
  }

  private static void forward(JsonGenerator json, Message message) throws IOException {
    if (message.hasForward()) {
      Forward forward = message.getForward();
      json.writeObjectFieldStart("forward");
      json.writeStringField("from", forward.getFrom());
      if (forward.hasAt()) {
        json.writeStringField("at", Times.rfc3339(forward.getAt()));
      }
      if (!forward.getRoom().isEmpty()) {
        json.writeStringField("room", forward.getRoom());
        json.writeNumberField("seq", forward.getSeq());
      }
      json.writeEndObject();
    }
  }

  private static void number(JsonGenerator json, String name, long number) throws IOException {
    if (number != 0) {
      json.writeNumberField(name, number);
    }
  }

  private static void reactions(JsonGenerator json, Message message) throws IOException {
    if (message.getReactionsCount() > 0) {
      json.writeObjectFieldStart("reactions");
      for (EmojiReactions one : message.getReactionsList()) {
        json.writeArrayFieldStart(one.getEmoji());
        for (String user : one.getUsersList()) {
          json.writeString(user);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
  }

  private static void text(JsonGenerator json, boolean isThere, String text) throws IOException {
    if (isThere) {
      json.writeStringField("text", text);
    } else {
      json.writeNullField("text");
    }
  }

  String accepted(Accepted accepted) {
    return object(
        json -> {
          json.writeNumberField("seq", accepted.getSeq());
          json.writeStringField("tag", accepted.getTag());
          json.writeStringField("id", accepted.getId());
          json.writeStringField("room", accepted.getRoom());
          json.writeStringField("level", level(accepted));
          json.writeNumberField("replicas", accepted.getReplicas());
          json.writeBooleanField("duplicate", accepted.getDuplicate());
        });
  }

  String liveText(LiveText live) {
    return object(
        json -> {
          json.writeStringField("event", "live_text");
          json.writeStringField("room", live.getRoom());
          json.writeStringField("text", live.getText());
        });
  }

  String rewound(RoomRewound rewound) {
    return object(
        json -> {
          json.writeStringField("event", "room_rewound");
          json.writeStringField("room", rewound.getRoom());
          json.writeNumberField("fork_seq", rewound.getForkSeq());
          json.writeStringField("cursor", rewound.getCursor());
        });
  }

  String trimmed(HistoryTrimmed trimmed) {
    return object(
        json -> {
          json.writeStringField("event", "history_trimmed");
          json.writeStringField("room", trimmed.getRoom());
          json.writeNumberField("first_missing_seq", trimmed.getFirstMissingSeq());
          json.writeNumberField("last_missing_seq", trimmed.getLastMissingSeq());
          json.writeStringField("cursor", trimmed.getCursor());
        });
  }

  String room(Room room) {
    return object(
        json -> {
          json.writeStringField("room", room.getName());
          json.writeNumberField("first_seq", room.getBounds().getFirstSeq());
          json.writeNumberField("last_seq", room.getBounds().getLastSeq());
          json.writeStringField("last_tag", room.getBounds().getLastTag());
          if (room.hasRules()) {
            RoomJson.rules(json, room.getRules());
          }
        });
  }

  private static String level(Accepted accepted) {
    String name = accepted.getLevel().name();
    return name.replace("ACK_LEVEL_", "").toLowerCase(Locale.ROOT);
  }

  /** An object of these fields. */
  String object(Body body) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(line)) {
      json.writeStartObject();
      body.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }
}
