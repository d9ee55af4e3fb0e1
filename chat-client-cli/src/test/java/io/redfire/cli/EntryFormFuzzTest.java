package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Whatever a server sends, as the commands print it. */
class EntryFormFuzzTest {
  @FuzzTarget
  void entryIsPrintedHarmlessly(byte[] input) throws IOException {
    Entry entry;
    try {
      entry = Entry.parseFrom(input);
    } catch (InvalidProtocolBufferException unreadable) {
      return;
    }
    String plain = EntryForm.PLAIN.of(entry, true);
    assertThat(plain.replace("\n    ", "")).doesNotContainPattern(TerminalTextFuzzTest.HARMFUL);
    assertThat(plain).startsWith(entry.getSeq() + " ");
    assertThat(EntryForm.TEXT.of(entry, true).replace("\n", ""))
        .doesNotContainPattern(TerminalTextFuzzTest.HARMFUL);
    assertThat(EntryForm.TEXT.of(entry, false)).isEqualTo(entry.getMessage().getText());
    assertThat(Times.shorter(entry.getAt(), ZoneOffset.MAX)).hasSize(5);

    Map<String, String> members = members(EntryForm.JSON.of(entry, true));
    assertThat(members)
        .containsEntry("seq", Long.toString(entry.getSeq()))
        .containsEntry("from", entry.getFrom())
        .containsEntry("id", entry.getId());
    if (entry.hasMessage() && !entry.getMessage().getErased()) {
      assertThat(members).containsEntry("text", entry.getMessage().getText());
    }
    if (entry.hasAt()) {
      assertThat(Instant.parse(members.get("at"))).isNotNull();
    }
  }

  @FuzzTarget
  void eventIsOneObjectOnOneLine(byte[] input) throws IOException {
    Event event;
    try {
      event = Event.parseFrom(input);
    } catch (InvalidProtocolBufferException unreadable) {
      return;
    }
    JsonLines json = new JsonLines();
    Accepted accepted = event.getAccepted();
    assertThat(members(json.accepted(accepted))).containsEntry("id", accepted.getId());
    assertThat(members(json.liveText(event.getLiveText())))
        .containsEntry("text", event.getLiveText().getText());
    assertThat(members(json.rewound(event.getRoomRewound())))
        .containsEntry("cursor", event.getRoomRewound().getCursor());
    assertThat(members(json.trimmed(event.getHistoryTrimmed())))
        .containsEntry("room", event.getHistoryTrimmed().getRoom());
  }

  private static Map<String, String> members(String line) throws IOException {
    assertThat(line).doesNotContainPattern(TerminalTextFuzzTest.HARMFUL).doesNotContain("\t");
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        assertThat(members.put(name, json.getText())).isNull();
        json.skipChildren();
      }
      assertThat(json.nextToken()).isNull();
    }
    return members;
  }
}
