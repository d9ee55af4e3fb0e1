package io.redfire.core.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signals as they travel: one JSON object each, {@code {"kind":"typing","user":…,"stream":…}},
 * {@code {"kind":"receipt","user":…,"delivered":"…","read":"…"}} or {@code
 * {"kind":"read","room":…}}. Thread-safe.
 *
 * <p>Whatever else comes is no signal, and no error either: a later version may send other kinds,
 * and any program may publish there.
 */
public final class SignalCodec {
  /** A longer one is none of ours: names are bounded. */
  private static final int MOST_BYTES = 2048;

  private static final Pattern STREAM = Pattern.compile("[0-9a-z]{0,64}");
  private static final Pattern SEQ = Pattern.compile("0|[1-9][0-9]{0,14}");
  private static final JsonFactory JSON = new JsonFactory();

  private SignalCodec() {}

  /** The signal as bytes. */
  public static byte[] encode(Signal signal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (signal instanceof Signal.Typing typing) {
        json.writeStringField("kind", "typing");
        json.writeStringField("user", typing.user().value());
        json.writeStringField("stream", typing.stream());
      } else if (signal instanceof Signal.Receipt receipt) {
        json.writeStringField("kind", "receipt");
        json.writeStringField("user", receipt.user().value());
        json.writeStringField("delivered", Long.toString(receipt.delivered()));
        json.writeStringField("read", Long.toString(receipt.read()));
      } else if (signal instanceof Signal.Read read) {
        json.writeStringField("kind", "read");
        json.writeStringField("room", read.room().value());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The signal that the bytes are; empty for whatever is none that this version knows. */
  public static Optional<Signal> decode(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(bytes)) {
      return signal(texts(json));
    } catch (IOException | InvalidName notOurs) {
      return Optional.empty();
    }
  }

  /** The members that are texts; none where it is no object, or more than one. */
  private static Map<String, String> texts(JsonParser json) throws IOException {
    Map<String, String> texts = new HashMap<>();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return Map.of();
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        texts.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return json.nextToken() == null ? texts : Map.of();
  }

  private static Optional<Signal> signal(Map<String, String> texts) {
    return switch (texts.getOrDefault("kind", "")) {
      case "typing" -> typing(texts.get("user"), texts.getOrDefault("stream", ""));
      case "receipt" -> receipt(texts.get("user"), texts.get("delivered"), texts.get("read"));
      case "read" ->
          Optional.ofNullable(texts.get("room")).map(RoomName::new).map(Signal.Read::new);
      default -> Optional.empty();
    };
  }

  private static Optional<Signal> typing(@Nullable String user, String stream) {
    return user == null || !STREAM.matcher(stream).matches()
        ? Optional.empty()
        : Optional.of(new Signal.Typing(new UserName(user), stream));
  }

  private static Optional<Signal> receipt(
      @Nullable String user, @Nullable String delivered, @Nullable String read) {
    return user == null || !isSeq(delivered) || !isSeq(read)
        ? Optional.empty()
        : Optional.of(
            new Signal.Receipt(
                new UserName(user), Long.parseLong(delivered), Long.parseLong(read)));
  }

  private static boolean isSeq(@Nullable String text) {
    return text != null && SEQ.matcher(text).matches();
  }
}
