package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.InvalidName;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a list of rooms has come, as its page tokens tell it. Immutable.
 *
 * <p>A token goes to a caller who may not know of all the rooms that were passed over, so it holds
 * no name but that of a room that the caller was shown. Where to go on is a number: names that come
 * in between move those after them to later places, so no room is passed over for it, and one that
 * was shown is known by its name and not shown again. The name says nothing of where to go on, or
 * whoever puts another one there could count the rooms behind it.
 *
 * @param passed how many names were passed over
 * @param lastShown the last name that was shown; empty where none was
 */
record RoomListPlace(long passed, String lastShown) {
  private static final Pattern TOKEN = Pattern.compile("([0-9]{1,15}):(.*)");

  /** Reads a token; an empty one is the start. */
  static RoomListPlace parse(String token) {
    if (token.isEmpty()) {
      return new RoomListPlace(0, "");
    }
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches() || !isName(parts.group(2))) {
      throw Problem.of(Reason.CURSOR_INVALID, "page_token", "not one that this service gave out");
    }
    return new RoomListPlace(Long.parseLong(parts.group(1)), parts.group(2));
  }

  private static boolean isName(String text) {
    try {
      return text.isEmpty() || !new RoomName(text).value().isEmpty();
    } catch (InvalidName notOurs) {
      return false;
    }
  }

  String token() {
    return passed + ":" + lastShown;
  }

  /** After a room that is shown. */
  RoomListPlace shown(RoomName room) {
    return new RoomListPlace(passed + 1, room.value());
  }

  /** After a room that is not. */
  RoomListPlace pass() {
    return new RoomListPlace(passed + 1, lastShown);
  }

  /** Whether the room was shown, or stands among those that were. */
  boolean isShown(RoomName room) {
    return Arrays.compareUnsigned(room.value().getBytes(UTF_8), lastShown.getBytes(UTF_8)) <= 0;
  }
}
