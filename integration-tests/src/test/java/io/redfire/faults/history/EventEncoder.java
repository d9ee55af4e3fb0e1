package io.redfire.faults.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Turns events into lines of JSON: {@code {"ms":17,"is":"acked",…}}. For one thread at a time. */
final class EventEncoder {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  EventEncoder(OutputStream out) throws IOException {
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  void header(HistoryHeader header) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seed", header.seed());
    json.writeNumberField("replicas", header.replicas());
    json.writeBooleanField("syncs_disk", header.syncsDisk());
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> one : new TreeMap<>(header.settings()).entrySet()) {
      json.writeStringField(one.getKey(), one.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  void event(long millis, HistoryEvent event) throws IOException {
    json.writeStartObject();
    json.writeNumberField("ms", millis);
    members(event);
    json.writeEndObject();
  }

  private void members(HistoryEvent event) throws IOException {
    if (event instanceof HistoryEvent.Invoked e) {
      is("invoked");
      text("client", e.client());
      text("lane", e.lane());
      message(e.user(), e.room(), e.id());
      text("digest", e.digest());
      json.writeBooleanField("resends", e.resends());
    } else if (event instanceof HistoryEvent.Acked e) {
      is("acked");
      text("client", e.client());
      message(e.user(), e.room(), e.id());
      place(e.seq(), e.tag());
      text("level", e.level().name());
      json.writeNumberField("replicas", e.replicas());
      json.writeBooleanField("duplicate", e.duplicate());
    } else if (event instanceof HistoryEvent.Unknown e) {
      is("unknown");
      text("client", e.client());
      message(e.user(), e.room(), e.id());
      text("reason", e.reason());
    } else if (event instanceof HistoryEvent.Refused e) {
      is("refused");
      text("client", e.client());
      message(e.user(), e.room(), e.id());
      text("reason", e.reason());
    } else {
      ofReader(event);
    }
  }

  private void ofReader(HistoryEvent event) throws IOException {
    if (event instanceof HistoryEvent.Followed e) {
      is("followed");
      reader(e.client(), e.room());
      text("start", e.start().name());
      place(e.seq(), e.tag());
    } else if (event instanceof HistoryEvent.Left e) {
      is("left");
      reader(e.client(), e.room());
    } else if (event instanceof HistoryEvent.Delivered e) {
      is("delivered");
      reader(e.client(), e.room());
      place(e.seq(), e.tag());
      text("id", e.id());
      text("from", e.from());
      text("digest", e.digest());
    } else if (event instanceof HistoryEvent.Rewound e) {
      is("rewound");
      reader(e.client(), e.room());
      place(e.forkSeq(), e.forkTag());
    } else if (event instanceof HistoryEvent.Trimmed e) {
      is("trimmed");
      reader(e.client(), e.room());
      json.writeNumberField("first", e.first());
      place(e.last(), e.tag());
    } else if (event instanceof HistoryEvent.CaughtUp e) {
      is("caught_up");
      reader(e.client(), e.room());
      json.writeNumberField("seq", e.seq());
    } else {
      ofRun(event);
    }
  }

  private void ofRun(HistoryEvent event) throws IOException {
    if (event instanceof HistoryEvent.Pushed e) {
      is("pushed");
      text("room", e.room());
      text("digest", e.digest());
    } else if (event instanceof HistoryEvent.FaultBegan e) {
      is("fault_began");
      text("name", e.name());
      text("room", e.room());
      json.writeBooleanField("accepted", e.mayLose().accepted());
      json.writeBooleanField("on_disk", e.mayLose().onDisk());
      json.writeNumberField("replicated_up_to", e.mayLose().replicatedUpTo());
      json.writeNumberField("back", e.mayLose().backMillis());
    } else if (event instanceof HistoryEvent.FaultEnded e) {
      is("fault_ended");
      text("name", e.name());
    } else if (event instanceof HistoryEvent.Healed) {
      is("healed");
    } else if (event instanceof HistoryEvent.FinalLog e) {
      is("final_log");
      text("room", e.room());
      json.writeNumberField("base", e.base());
      text("tag", e.baseTag());
      json.writeNumberField("lines", e.lines());
    } else if (event instanceof HistoryEvent.FinalLine e) {
      is("final_line");
      text("room", e.room());
      line(e.line());
    } else {
      throw new IllegalArgumentException("no form for " + event);
    }
  }

  private void line(byte[] line) throws IOException {
    try {
      text("line", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (CharacterCodingException notText) {
      json.writeBinaryField("bytes", line);
    }
  }

  private void is(String kind) throws IOException {
    text("is", kind);
  }

  private void message(String user, String room, String id) throws IOException {
    text("user", user);
    text("room", room);
    text("id", id);
  }

  private void reader(String client, String room) throws IOException {
    text("client", client);
    text("room", room);
  }

  private void place(long seq, String tag) throws IOException {
    json.writeNumberField("seq", seq);
    text("tag", tag);
  }

  private void text(String name, String value) throws IOException {
    json.writeStringField(name, value);
  }

  void flush() throws IOException {
    json.flush();
  }

  void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
