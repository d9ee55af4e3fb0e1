package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.redfire.bench.check.Faults;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/** Writes the one JSON object of a report. For one thread. */
final class JsonObject {
  interface Body {
    void writeTo(JsonObject object);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private final JsonGenerator json;

  private JsonObject(JsonGenerator json) {
    this.json = json;
  }

  /** The object as one line, written by a factory whose escapes are the caller's choice. */
  static String of(JsonFactory factory, Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(text)) {
      JsonObject object = new JsonObject(json);
      json.writeStartObject();
      body.writeTo(object);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  JsonObject put(String name, String value) {
    return write(() -> json.writeStringField(name, value));
  }

  JsonObject put(String name, boolean value) {
    return write(() -> json.writeBooleanField(name, value));
  }

  JsonObject put(String name, long value) {
    return write(() -> json.writeNumberField(name, value));
  }

  /** To three places: no clock here tells more. */
  JsonObject put(String name, double value) {
    return write(() -> json.writeNumberField(name, Math.rint(value * 1e3) / 1e3));
  }

  /** Null where there is none. */
  JsonObject put(String name, OptionalDouble value) {
    return value.isPresent() ? put(name, value.getAsDouble()) : putNull(name);
  }

  JsonObject putNull(String name) {
    return write(() -> json.writeNullField(name));
  }

  JsonObject put(String name, Body body) {
    write(() -> json.writeObjectFieldStart(name));
    body.writeTo(this);
    return write(json::writeEndObject);
  }

  JsonObject put(String name, Iterable<String> values) {
    write(() -> json.writeArrayFieldStart(name));
    values.forEach(value -> write(() -> json.writeString(value)));
    return write(json::writeEndArray);
  }

  /** An array of objects, one for each item. */
  <T> JsonObject putEach(String name, Iterable<T> items, BiConsumer<T, JsonObject> body) {
    write(() -> json.writeArrayFieldStart(name));
    for (T item : items) {
      write(json::writeStartObject);
      body.accept(item, this);
      write(json::writeEndObject);
    }
    return write(json::writeEndArray);
  }

  /** Latencies in microseconds; null where nothing was measured. */
  JsonObject putLatency(String name, Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return putNull(name);
    }
    return put(
        name,
        latency ->
            latency
                .put("count", nanos.getTotalCount())
                .put("p50", nanos.getValueAtPercentile(50) / 1e3)
                .put("p99", nanos.getValueAtPercentile(99) / 1e3)
                .put("p999", nanos.getValueAtPercentile(99.9) / 1e3)
                .put("max", nanos.getMaxValue() / 1e3));
  }

  JsonObject put(Faults faults, Map<String, Long> errors) {
    put(
        "faults",
        object ->
            object
                .put("lost", faults.lost())
                .put("repeated", faults.repeated())
                .put("out_of_order", faults.outOfOrder())
                .put("untagged", faults.untagged())
                .put("foreign", faults.foreign()));
    return put("errors", object -> errors.forEach(object::put));
  }

  private JsonObject write(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
