package io.redfire.faults.history.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.faults.history.TextDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a room's list, taken apart. Immutable.
 *
 * @param seq that it claims; 0 where it is not of the product's form
 * @param tag that it claims
 * @param bodyDigest the SHA-1 that its tag is made of, where the claim counts
 * @param lineDigest the SHA-1 of all of it, which its tag is made of where the claim does not count
 * @param changed whether it was rewritten
 */
record LogLine(
    long seq,
    String tag,
    String bodyDigest,
    String lineDigest,
    boolean changed,
    String id,
    String from,
    String textDigest,
    String whole) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern CLAIM =
      Pattern.compile("^\\{\"seq\":([0-9]{1,15}),\"tag\":\"([0-9a-fA-F]{16})\",");
  private static final Pattern WAS = Pattern.compile("^\"was\":\"([0-9a-f]{40})\",");

  static LogLine of(byte[] line) {
    // A char for each byte, so that places in the text are places in the line.
    String bytes = new String(line, StandardCharsets.ISO_8859_1);
    String whole = new String(line, StandardCharsets.UTF_8);
    String lineDigest = TextDigest.sha1(line);
    Matcher claim = CLAIM.matcher(bytes);
    Map<String, String> said = claim.find() ? said(line) : null;
    if (said == null) {
      return new LogLine(0, "", "", lineDigest, false, "", "redis", TextDigest.of(whole), whole);
    }
    Matcher was = WAS.matcher(bytes.substring(claim.end()));
    boolean changed = was.find();
    String digest = changed ? was.group(1) : TextDigest.sha1(body(line, claim.end()));
    String text = said.get("text");
    return new LogLine(
        Long.parseLong(claim.group(1)),
        claim.group(2),
        digest,
        lineDigest,
        changed,
        said.getOrDefault("id", ""),
        said.getOrDefault("from", "redis"),
        changed || text == null ? "" : TextDigest.of(text),
        whole);
  }

  private static byte[] body(byte[] line, int from) {
    byte[] body = Arrays.copyOfRange(line, from - 1, line.length);
    body[0] = '{';
    return body;
  }

  private static @Nullable Map<String, String> said(byte[] line) {
    Map<String, String> said = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        said.put(name, json.getText());
        json.skipChildren();
      }
      return said;
    } catch (IOException notJson) {
      return null;
    }
  }

  /** The tag that follows on {@code previous} where the line is the product's own. */
  String ownTag(String previous) {
    return next(previous, bodyDigest);
  }

  /** The tag that follows on {@code previous} where another program wrote the line. */
  String foreignTag(String previous) {
    return next(previous, lineDigest);
  }

  private static String next(String previous, String digest) {
    return TextDigest.of(previous + digest);
  }
}
