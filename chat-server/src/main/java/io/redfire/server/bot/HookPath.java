package io.redfire.server.bot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.net.UrlEscapers;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.RoomName;
import io.redfire.server.account.HookToken;
import io.redfire.server.account.InvalidField;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of an incoming webhook: {@code /hooks/ROOM/TOKEN}. Immutable.
 *
 * @param room the room that it names
 */
public record HookPath(RoomName room, HookToken token) {
  private static final Pattern FORM = Pattern.compile("/hooks/([^/?#+]{1,2048})/([^/?#]{1,128})");

  /** The text form, which is secret. */
  static String of(RoomName room, HookToken token) {
    return "/hooks/"
        + UrlEscapers.urlPathSegmentEscaper().escape(room.value())
        + "/"
        + token.text();
  }

  /** Reads a path as it stands in a request; empty where it is that of no webhook. */
  public static Optional<HookPath> parse(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HookPath(
              new RoomName(URLDecoder.decode(form.group(1), UTF_8)),
              HookToken.parse(form.group(2))));
    } catch (InvalidName | InvalidField notOurs) {
      return Optional.empty();
    } catch (IllegalArgumentException badEscape) {
      return Optional.empty();
    }
  }
}
