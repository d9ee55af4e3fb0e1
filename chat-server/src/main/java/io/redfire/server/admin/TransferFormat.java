package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a room looks like as lines of JSON. Thread-safe.
 *
 * <p>The first line is the {@link TransferHeader}. More users whom the room knows, where there are
 * many, follow as {@code {"redfire":1,"members":{…}}}. Then comes each entry as it stands in the
 * room's list, byte for byte. A line of the list that would not be one line of JSON, or is long, or
 * looks like what it is not, comes wrapped: {@code {"redfire":1,"raw":BASE64}}, in several pieces
 * where all but the last say {@code "more":true}.
 *
 * <p>Before the first entry that has a file comes the file, as {@code
 * {"redfire":1,"file":SHA-256,"size":…,"bytes":BASE64,"more":true}} and, as long as the line before
 * says {@code "more":true}, more of it as {@code {"redfire":1,"bytes":BASE64,"more":true}}. A file
 * that comes twice is the same twice; one that does not come at all, the room does not have.
 */
final class TransferFormat {
  static final int VERSION = 1;

  /** Begins every line that is not an entry's. */
  static final String OURS = "{\"redfire\":";

  /** Longer lines of a list are wrapped, so that none of the format is longer than 32 KiB. */
  static final int LONGEST_PLAIN = 24 * 1024;

  static final int PIECE = 18 * 1024;

  /** Users in one line. */
  static final int MEMBERS = 48;

  static final JsonFactory JSON = new JsonFactory();
  private static final byte[] OURS_BYTES = OURS.getBytes(UTF_8);

  private TransferFormat() {}

  static boolean isOurs(byte[] line) {
    if (line.length < OURS_BYTES.length) {
      return false;
    }
    for (int i = 0; i < OURS_BYTES.length; i++) {
      if (line[i] != OURS_BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  /** The line with its end. */
  static byte[] ended(byte[] line) {
    byte[] ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    return ended;
  }

  /** Whether the line is one JSON object and nothing else. */
  static boolean isObject(byte[] line) {
    for (byte octet : line) {
      if (octet == '\n') {
        return false;
      }
    }
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int depth = 1;
      while (depth > 0) {
        JsonToken token = json.nextToken();
        if (token == null) {
          return false;
        } else if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.VALUE_STRING) {
          // Or its bytes would be passed over unread.
          var unused = json.getTextLength();
        }
      }
      return json.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }
}
