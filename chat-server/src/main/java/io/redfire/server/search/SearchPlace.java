package io.redfire.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * How far a search has come, as its page tokens tell it. Immutable.
 *
 * <p>It is the place of the last message that was looked at, in the order of the answers, and holds
 * nothing else: rights are asked for anew with each page, so whoever makes up a token goes on from
 * elsewhere and sees no more than before.
 *
 * @param digest of the query, since a place means nothing to another one
 * @param at when the message was sent, in milliseconds
 */
record SearchPlace(int digest, long at, RoomName room, long seq) {
  private static final byte FORM = 1;
  private static final int BYTES = 1 + Integer.BYTES + Long.BYTES + Long.BYTES;

  String token() {
    byte[] name = room.value().getBytes(UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(BYTES + name.length)
            .put(FORM)
            .putInt(digest)
            .putLong(at)
            .putLong(seq)
            .put(name)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Reads a token of a search for that.
   *
   * @throws Problem where it is none
   */
  static SearchPlace parse(String token, int digest) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() > BYTES && bytes.get() == FORM) {
        int ofQuery = bytes.getInt();
        long at = bytes.getLong();
        long seq = bytes.getLong();
        RoomName room = new RoomName(UTF_8.newDecoder().decode(bytes).toString());
        if (ofQuery != digest) {
          throw refused("one of another search (expected: the same query, rooms and dates)");
        }
        if (seq > 0) {
          return new SearchPlace(digest, at, room, seq);
        }
      }
    } catch (IllegalArgumentException | CharacterCodingException notOurs) {
      // Told below, in one way for all that is wrong with it.
    }
    throw refused("not one that this service gave out");
  }

  private static Problem refused(String why) {
    return Problem.of(Reason.CURSOR_INVALID, "page_token", why);
  }
}
